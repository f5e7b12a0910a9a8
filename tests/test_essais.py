"""Ce qu'aucun essai ne fait : attendre un changement depuis ce qui se lit après le geste, déjà changé."""

import re

from tests.conftest import RACINE

LU_APRES = re.compile(r"wait_for_function\([^)]*arg=\w+\.(url|inner_text|evaluate|locator|title)")


def test_aucun_essai_n_attend_depuis_ce_qu_il_lit_apres_le_geste():
    fautes = [
        f"{fichier.relative_to(RACINE)} : {trouve[0]}"
        for fichier in sorted((RACINE / "tests").rglob("*.py"))
        for trouve in LU_APRES.finditer(fichier.read_text("utf-8"))
        if fichier.name != "test_essais.py"
    ]
    assert fautes == []
