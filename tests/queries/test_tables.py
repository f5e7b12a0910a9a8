"""Une réponse ne porte que la réponse : pas un octet de ce que la mémoire tenait avant elle."""

from decimal import Decimal

import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from queries.tables import nette

VALEURS = st.lists(st.none() | st.integers(-(10**12), 10**12).map(lambda c: Decimal(c) / 100), max_size=40)


def _sale(valeurs: list[Decimal | None], avant: bytes, genre: pa.DataType) -> pa.Array:
    """Une mémoire qui servait déjà : « avant » là où une valeur manque, et après la dernière."""
    propre = pa.array(valeurs, genre)
    large = genre.bit_width // 8
    memoire = bytearray((avant * (large * (len(valeurs) + 9)))[: large * (len(valeurs) + 9)])
    for rang, valeur in enumerate(valeurs):
        if valeur is not None:
            octets = propre.buffers()[1].to_pybytes()[rang * large : (rang + 1) * large]
            memoire[rang * large : (rang + 1) * large] = octets
    masque = pa.array([v is not None for v in valeurs], pa.bool_()).buffers()[1]
    return pa.Array.from_buffers(genre, len(valeurs), [masque, pa.py_buffer(bytes(memoire))])


def _envoye(table: pa.Table) -> bytes:
    """Ce que Streamlit envoie au navigateur pour ce tableau."""
    lue = table.to_pandas(types_mapper=lambda t: pd.ArrowDtype(t) if pa.types.is_decimal(t) else None)
    sortie = pa.BufferOutputStream()
    envoi = pa.Table.from_pandas(lue)
    with pa.ipc.new_stream(sortie, envoi.schema) as flux:
        flux.write_table(envoi)
    return sortie.getvalue().to_pybytes()


@given(
    valeurs=VALEURS, genre=st.sampled_from([pa.decimal128(38, 2), pa.decimal128(18, 2), pa.decimal256(50, 2)])
)
def test_un_vide_ne_dit_rien_de_la_memoire(valeurs, genre):
    un, deux = (pa.table({"montant": _sale(valeurs, avant, genre)}) for avant in (b"SECRET", b"autre chose"))
    assert nette(un).column(0).to_pylist() == valeurs
    assert _envoye(nette(un)) == _envoye(nette(deux))
    assert b"SECRET" not in _envoye(nette(un))


def test_en_morceaux_aussi():
    morceaux = [_sale([None, Decimal("1.50")], b"SECRET", pa.decimal128(18, 2)) for _ in range(3)]
    table = nette(pa.table({"montant": pa.chunked_array(morceaux)}))
    assert table.column(0).to_pylist() == [None, Decimal("1.50")] * 3
    assert b"SECRET" not in _envoye(table)
