"""Loading the base model and making it trainable: full, LoRA, or LoRA over 4 bits."""

from pathlib import Path
from typing import Any

from mistral_assistant.errors import AssistantError, ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.four_bits import nf4
from mistral_assistant.training import pissa
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.extras import require

OPEN_ALTERNATIVE = "unsloth/mistral-7b-instruct-v0.3"


def read_base_config(name: str) -> Any:
    """Return the configuration of a base model, by far its smallest file.

    Raises:
        ModelError: it cannot be had; the hint says what to do.
    """
    from transformers import AutoConfig

    try:
        return AutoConfig.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise explain(name, error) from error


def load_base(args: TrainArguments, *, quantised: bool) -> Any:
    """Load the base model in the precision of decided arguments.

    Raises:
        ModelError: it cannot be had, or its vocabulary is not the v3 tokenizer's.
    """
    import torch
    from transformers import AutoModelForCausalLM

    dtypes = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
    # The weights of a full training stay in fp32: half precision would lose small updates.
    dtype = torch.float32 if args.method == "full" else dtypes[args.precision]
    options: dict[str, Any] = {"dtype": dtype}
    if quantised:
        require("bitsandbytes")
        options["quantization_config"] = nf4(dtype)
        options["device_map"] = {"": 0 if args.device == "cuda" else "cpu"}
    try:
        model = AutoModelForCausalLM.from_pretrained(args.model_name_or_path, **options)
    except (OSError, ValueError) as error:
        raise explain(args.model_name_or_path, error) from error
    for module in model.modules() if quantised and args.device == "cpu" else ():
        # Where the processor computes in bf16, bitsandbytes would round the frozen weights' scales
        # at the first validation: training would go on with another base.
        module.support_avx512bf16_for_cpu = False
    return ready_to_train(model)


def ready_to_train(model: Any) -> Any:
    """Return the model with what TRL expects of it."""
    model.config.use_cache = False
    if type(model).__name__ == "Llama4ForCausalLM":
        # transformers names its backbone after the one of the model that also sees images.
        model.base_model_prefix = "model"
        # TRL's own balancing loss asks its routers for what they do not have.
        model.config.router_aux_loss_coef = 0.0
    return model


def with_adapter(model: Any, args: TrainArguments) -> Any:
    """Return the model with a fresh LoRA on it, drawn from the seed.

    Raises:
        ModelError: none of the target modules is in the model.
    """
    import torch
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(args.seed)
    named = args.lora_target_modules
    start = args.init_lora_weights
    config = LoraConfig(
        task_type="CAUSAL_LM",
        r=args.lora_r,
        lora_alpha=args.lora_alpha,
        lora_dropout=args.lora_dropout,
        target_modules=named if named == "all-linear" else [n.strip() for n in named.split(",")],
        use_rslora=args.use_rslora,
        use_dora=args.use_dora,
        init_lora_weights=True if start == "default" else start,
        # Llama 4's routers give out a pair, which no adapter can stand around.
        exclude_modules=r".*\.router" if _has_routers(model) else None,
    )
    try:
        adapted = get_peft_model(model, config)
    except ValueError as error:
        raise ModelError(
            _("L'adaptateur ne va pas sur ce modèle : {error}.").format(error=error),
            _('Essayez lora_target_modules = "all-linear".'),
        ) from error
    if start == "pissa":
        pissa.remember_start(adapted)
    return adapted


def _has_routers(model: Any) -> bool:
    return any(name.endswith(".router") for name, _module in model.named_modules())


def explain(name: str, error: Exception) -> AssistantError:
    """Return what a failed loading means for the user."""
    # The hub's own classes, by name: huggingface_hub is transformers' dependency, not ours.
    causes = {type(cause).__name__ for cause in _causes(error)}
    if "GatedRepoError" in causes:
        return ModelError(
            _("L'accès au modèle « {name} » est réservé.").format(name=name),
            _(
                "Acceptez sa licence sur sa page et posez HF_TOKEN, ou prenez un modèle ouvert : "
                "--model_name_or_path {other}."
            ).format(other=OPEN_ALTERNATIVE),
        )
    if Path(name).is_dir():
        return ModelError(
            _("Le modèle dans « {name} » est illisible ({error}).").format(
                name=name, error=_first_line(error)
            ),
            _("Un modèle est un dossier avec config.json et des fichiers .safetensors."),
        )
    if "RepositoryNotFoundError" in causes:
        return ModelError(
            _("Le modèle « {name} » n'existe pas, ou il est privé.").format(name=name),
            _("Vérifiez le nom, ou posez HF_TOKEN."),
        )
    return ModelError(
        _("Le modèle « {name} » n'est pas sur cette machine et n'a pas pu être chargé "
          "({error}).").format(name=name, error=_first_line(error)),
        _("Vérifiez le réseau, ou donnez le dossier d'un modèle : --model_name_or_path DOSSIER."),
    )  # fmt: skip


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    here: BaseException | None = error
    while here is not None and here not in found:
        found.append(here)
        here = here.__cause__ or here.__context__
    return found


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")
