"""The v3 tokenizer in the form that transformers reads, for run directories.

Why not transformers' own conversion: version 5.23 orders the merges by id instead of by score, and
then tokenises every double space differently from SentencePiece.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mistral_assistant.models.template import BOS, EOS, JINJA
from mistral_assistant.models.tokenizer import PAD, piece_file

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

UNKNOWN = "<unk>"
_NORMAL, _CONTROL, _BYTE = 1, 3, 6
"""Kinds of pieces in a SentencePiece model."""


def build(file: Path | None = None) -> "PreTrainedTokenizerFast":
    """Return the v3 tokenizer with its chat template, padding token and maximum length.

    Raises:
        ModelError: ``mistral-common`` is not installed.
    """
    from transformers import PreTrainedTokenizerFast

    pieces = read_pieces(file or piece_file())
    controls = [piece for piece, _score, kind in pieces if kind == _CONTROL]
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=_backend(pieces),
        bos_token=BOS,
        eos_token=EOS,
        unk_token=UNKNOWN,
        pad_token=PAD,
        additional_special_tokens=[name for name in controls if name not in (BOS, EOS, PAD)],
        model_max_length=32_768,
        clean_up_tokenization_spaces=False,
        padding_side="right",
    )
    tokenizer.chat_template = JINJA
    return tokenizer


def write_tokenizer(folder: Path, file: Path | None = None) -> None:
    """Write the tokenizer into ``folder``: for transformers, and as the piece file itself.

    Raises:
        ModelError: ``mistral-common`` is not installed.
        OSError: the folder cannot be written.
    """
    source = file or piece_file()
    build(source).save_pretrained(str(folder))
    (folder / "tokenizer.model").write_bytes(source.read_bytes())


def read_pieces(file: Path) -> list[tuple[str, float, int]]:
    """Return (piece, score, kind) in the order of the ids."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(file))
    return [
        (pieces.id_to_piece(place), pieces.get_score(place), _kind(pieces, place))
        for place in range(pieces.vocab_size())
    ]


def _kind(pieces: Any, place: int) -> int:
    if pieces.is_unknown(place):
        return 2
    if pieces.is_control(place):
        return _CONTROL
    return _BYTE if pieces.is_byte(place) else _NORMAL


def _backend(pieces: list[tuple[str, float, int]]) -> Any:
    from tokenizers import Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import BPE

    vocabulary = {piece: place for place, (piece, _score, _kind) in enumerate(pieces)}
    tokenizer = Tokenizer(
        BPE(
            vocab=vocabulary,
            merges=_merges(pieces, vocabulary),
            fuse_unk=True,
            byte_fallback=True,
            unk_token=UNKNOWN,
        )
    )
    # "first": a space is put before a text, as SentencePiece does, but none after a control token,
    # where the template writes it.
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("\u2581", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer


def _merges(
    pieces: list[tuple[str, float, int]], vocabulary: dict[str, int]
) -> list[tuple[str, str]]:
    """Return every way to put a piece together from two others, best score first."""
    found = [
        (-score, place, piece[:cut], piece[cut:])
        for place, (piece, score, kind) in enumerate(pieces)
        if kind == _NORMAL
        for cut in range(1, len(piece))
        if piece[:cut] in vocabulary and piece[cut:] in vocabulary
    ]
    found.sort(key=lambda merge: (merge[0], merge[1], vocabulary[merge[2]], vocabulary[merge[3]]))
    return [(left, right) for _score, _place, left, right in found]
