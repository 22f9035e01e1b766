"""First names common in French-speaking countries, folded; only data."""

FIRST_NAMES = frozenset(
    """abdel abdelkader abdou abel achille adam adama adele adeline adrien adrienne agathe agnes
    ahmed aicha aida aissa aissatou alain alan alban albane albert albertine alberto alessandro
    alex alexandra alexandre alexia alexis alfred ali alice alicia aline alix alizee allan
    alphonse amadou amandine amaury amelie amina aminata amine amir amira ana anais anastasia
    anatole andre andrea andreas andree angela angele angelina angelique anissa anita ann anna
    annabelle anne annette annick annie anouk anselme anthony antoine antoinette antonin antonio
    apolline ariane arielle aristide armand armande armelle arnaud arsene arthur arwa asma assia
    astrid aubin audrey auguste augustin aurelia aurelie aurelien axel axelle aymeric ayoub
    bakary baptiste barnabe bastien baudouin beatrice benedicte benjamin benoit berangere
    berenice bernadette bernard berthe bertrand bettina bilal blaise blandine boris boubacar
    brahim brandon brieuc brigitte bruno bryan camille candice carine carla carlos carmen carole
    caroline cassandra catherine cecile cecilia cedric celestin celestine celia celine chaima
    chantal charlene charles charline charlotte chiara chloe christelle christian christiane
    christine christophe cindy clara clarisse claude claudette claudia claudine clea cleo
    clotilde clovis colette coline constantin coralie corentin corinne cosette cyprien cyriaque
    cyrielle cyril cyrille dalila damien dan daniel daniela daniele danielle danny daphne david
    dayana deborah delphine denis denise diana diane didier dimitri dina djibril dominique
    donatien dora dorian doriane dorine dorothee dounia driss dylan edgar edith edmond edouard
    edwige eglantine elena eleonore eliane elias elie eliette elina eline eliot elisa elisabeth
    elise elliott elodie eloise elsa elvire emeline emeric emile emilie emilien emma emmanuel
    emmanuelle enora enzo eric erica erik erika ernest erwan erwann esteban estelle esther ethan
    etienne eugene eugenie eulalie eva evan evelyne fabian fabien fabienne fabrice fadila fanny
    fares farid farida fatima fatima-zahra fatma fatou fatoumata faustine felicie felix
    ferdinand fernand fernande fernando firmin flavie flavien flora florentin florian floriane
    florine francesca francette francine francis francisco franck francois francoise frank fred
    freddy frederic frederique gabin gabriel gabriella gabrielle gael gaelle gaetan gaetane
    gaspard gaston gauthier gautier genevieve geoffrey geoffroy georges georgette gerald
    geraldine gerard germain germaine ghislain ghislaine gilbert gilberte gilles gilliane gina
    ginette gino giovanni gisele giulia gladys gloria gontran goran gregoire gregory guenole
    guillaume guillemette gustave guy guylaine gwenael gwenaelle gwendoline gwenola hadrien
    hafid hakim hamid hamza hana hanane hanna hannah hassan hayat hector hedi helena helene
    heloise henri henriette herbert hermine herve hicham hippolyte honorine horace hortense
    houda hubert hugo hugues huguette ian ibrahim ibrahima idriss igor ilan ilana ilham ilhan
    ilona ilyan ilyas ilyes ilyess imane imene imran ines ingrid ioana irene irina isaac
    isabelle isaline isaure isidore ismael israel issa ivan jack jacky jacob jacqueline jacques
    jalil jamal james jamila jan jane janine jason jawad jean-baptiste jean-claude jean-francois
    jean-jacques jean-louis jean-luc jean-marc jean-marie jean-michel jean-paul jean-philippe
    jean-pierre jeanine jeanne jeannette jeannine jeannot jennifer jenny jeremie jeremy jerome
    jessica jessy jihane jimmy joachim joan joana joanna joel joelle joey johan johann johanna
    john johnny jonas jonathan jordan jordane jorge jose josee joseph josephe josephine josette
    joshua josiane josselin josseline joyce juan judith jules julia julian juliana julie julien
    julienne juliette juline justin justine kader kahina kamal kamel karen karim karima karine
    karl karla katia kelly kelyan kenza kerian kevin khadidja khadija khaled kilian killian kim
    kylian kyllian laetitia laila lamia lana landry lara larissa laura laureen lauren laurence
    laurent laurette laurie laurine lea leah leandre leane leila lena leo leon leonard leonie
    leontine leopold leslie leticia leyla lia liam lila lilian liliane lilou lily lina linda
    line lino lionel lisa lise lisette livia loan loane loic lola lorenzo loris louane louanne
    louis louisa louise louisette louka lubin luc luca lucas lucette lucia lucie lucien lucienne
    lucile lucille ludivine ludovic luigi luis lukas luna lya lydia lydie lylou mado mady mae
    mael maelle maeva magali magalie magda maggy mahamadou mahdi maia mailys maite malak malek
    malia malik malika malo malorie mamadou mandy manel manon manuel manuela marc marceau marcel
    marcelin marceline marcelle marco marcus margaux margot maria mariam mariama marianne marie
    marie-christine marie-claire marie-claude marie-france marie-helene marie-jeanne marie-laure
    marie-line marie-louise marie-madeleine marie-pierre marie-rose marie-therese mariette
    marilou marilyne marina mario marion marius marjorie marlene marouane martial martina
    martine marvin maryam maryline maryse maryvonne mateo mathias mathieu mathilde mathis mathys
    matteo mattheo matthias matthieu matthis maud maude maureen maurice mauricette mauro maxence
    maximilien maya mayssa mederic medhi mehdi melanie melina melissa melodie melvin meriem
    meryem michael michel michele micheline michelle mickael miguel mikael mila milan milena
    milo mimoun mina miranda mireille miriam mohamed mohammed mona monia monica monique morgan
    morgane mouna mounir mourad moussa muriel mustapha mylene myriam nabil nacer nadege nadia
    nadine nael naima naomi natacha nathalie nathan nathanael nawel nelly nelson nesrine nicolas
    nicole nicolina nina nino ninon noa noah noam noe noelie noeline noelle noemie nolan nolwenn
    nora norah norbert nordine norman nour oceane octave octavie odette odile odilon olga olivia
    omar ophelie orlando orlane oscar othmane ottavio oumar oumou ousmane owen pablo paola paolo
    pascale pascaline patricia patrick paul paula paule paulette paulin pauline paulo pedro
    peggy perrine peter petra philibert philippe philomene pierrette pierrick pierrot priscilla
    quentin rachel rachid rachida rafael raissa ralph ramzi raoul raphael raphaelle rayan rayane
    raymond raymonde rebecca regine regis remi remy renald renaud rene renee reynald riad
    ricardo richard rita robert roberte roberto rodolphe rodrigo rodrigue roger roland rolande
    romain romaric romeo romuald ronan rosalie roseline rosemonde rosie rosine roxane ruben rudy
    ryan sabine sabri sabrina safia said salah salif salim salima salma salome salomon salvatore
    sam samantha sami samia samir samira samuel samy sandie sandra sandrine sandy sara sarah
    sarra sasha saskia satine saul savannah sebastien segolene selena selim selma serena serge
    sergio severine seydou sheila sherine sibylle sidonie siham silvia simeon simon simone
    sixtine slimane soazic sofia sofiane solal solange solene solenne soline sonia sophia sophie
    soraya souad soufiane souleymane stan stanislas stella stephan stephane stephanie steve
    steven suzanne suzette suzie sven swann sylvain sylvaine sylvette sylvia sylviane sylvie
    tamara tania tao tara tarek tatiana teddy teo teresa tess thais thea thelma theo theodora
    theodore theophile therese thibaud thibault thibaut thierry thomas tibo tiffany tim timeo
    timothe timothee timothy tina tiphaine titouan tom toni tony tristan ugo ulysse urielle
    ursula valentina valentine valere valerie valery vanessa vanina vera veronica veronique
    vianney victoria victorien victorine vincent vincente violaine virgil virgile viviane vivien
    vivienne vladimir wafa wahid walid walter wanda warren wassim wendy wesley wilfrid wilfried
    william willy wissam xavier yacine yael yan yanis yann yannick yannis yasmina yasmine yassin
    yassine yazid ylan yoan yoann yohan yohann yolaine yolande yoni youcef younes yousra youssef
    youssra ysaline yseult yusuf yvan yves yvette yvon yvonne zaccaria zacharie zahra zakaria
    zelie zineb zinedine ziyad zoe zohra zora""".split()
)
WORDS_TOO = frozenset(
    """aime aimee alma ambre ange aude aurore aya barbara blanche brice camelia capucine celeste
    cerise cesar charlie claire clemence clement clementine colombe constance constant desire
    felicite fleur florence florent france grace honore iris jade jasmine jean junior laure
    lorraine lou loup lys madeleine marguerite marin marine marjolaine martin max maxime
    mercedes mirabelle modeste moise myrtille narcisse noel olive olivier olympe pascal patrice
    pierre prosper prudence prune robin roch roman romane rose sacha urbain valentin victoire
    victor violette virginie""".split()
)
"""First names that are everyday words as well: they need a capital letter or a clear cue."""
