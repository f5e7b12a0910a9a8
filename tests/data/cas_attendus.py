"""Ce qui est juste pour chaque fichier de tests/data/cas, écrit à la main.

`uv run python -m tests.data.cas_attendus` refait le tableau `.docs/cas.md`.
"""

import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from tests.data.cas import TEMOIN, Cas, Resultat, annonce, essayer, publie, refuse

TABLE = Path(__file__).parents[2] / ".docs" / "cas.md"
GUILLEMET = "refusé, la ligne du guillemet nommée, rien de publié"
NOMS = ("Éveil et créativité",)
SCDL = TEMOIN + 100_000

CAS = [
    Cas("00_classeur_temoin.toml", "aucune", "10 actions, 10 000 €", publie(10_000, 10)),
    Cas("01_classeur_guillemet_financements.toml", "guillemet orphelin", GUILLEMET, refuse("ligne 4")),
    Cas("02_classeur_guillemet_programmation.toml", "guillemet orphelin", GUILLEMET, refuse("ligne 4")),
    Cas("02b_classeur_guillemet_dernier_champ.toml", "guillemet orphelin", GUILLEMET, refuse("ligne 4")),
    Cas("03_classeur_cp850.toml", "CP850", "10 000 €, accents justes", publie(10_000, 10, *NOMS)),
    Cas(
        "04_classeur_un_octet_cp1252.toml",
        "un octet CP1252 dans de l'UTF-8",
        "10 000 €, accents justes, dit",
        annonce(publie(10_000, 10, *NOMS), "ligne 4"),
    ),
    Cas("05_classeur_sep.toml", "première ligne « sep=; »", "10 000 €", publie(10_000, 10)),
    Cas("06_classeur_utf16.toml", "UTF-16", "10 000 €", publie(10_000, 10)),
    Cas("10_scdl_sep.toml", "première ligne « sep=; »", "100 000 € de plus", publie(SCDL, 14)),
    Cas("11_scdl_titres_ligne4.csv", "titres à la ligne 4", "100 000 € de plus, dit", publie(SCDL, 14)),
    Cas("12_scdl_dates_fr.toml", "dates JJ/MM/AAAA", "100 000 € de plus", publie(SCDL, 14)),
    Cas("13_scdl_dates_typees.toml", "vraies dates Excel", "100 000 € de plus", publie(SCDL, 14)),
    Cas(
        "14_scdl_deuxieme_feuille.xlsx", "données en deuxième feuille", "100 000 € de plus", publie(SCDL, 14)
    ),
    Cas(
        "15_scdl_statut_refusee.toml",
        "« Refusée », « refusé », « Rejetée »",
        "10 000 € accordés de plus",
        publie(TEMOIN + 10_000, 14),
    ),
    Cas(
        "15b_scdl_cp850_refusee.toml",
        "CP850, « refusée »",
        "10 000 € accordés de plus",
        publie(TEMOIN + 10_000, 12),
    ),
    Cas(
        "16_scdl_doublons.toml",
        "lignes identiques",
        "dites",
        lambda r: r.nomme("identique|double|déjà") and "Traceback" not in r.dit,
    ),
    Cas("17_scdl_guillemet.toml", "guillemet orphelin", GUILLEMET, refuse("ligne 3")),
    Cas(
        "19_scdl_mixte.csv",
        "UTF-8 et CP1252 mêlés",
        "100 000 € de plus, accents justes",
        publie(SCDL, 14, *NOMS, "Café des parents"),
    ),
    Cas(
        "20_scdl_deux_annees.toml",
        "deux années sans idSubvention",
        "120 000 € de plus",
        publie(TEMOIN + 120_000),
    ),
    Cas(
        "30_prog_feuille_par_pilier.xlsx",
        "une feuille par pilier",
        "toutes lues, ou le choix demandé",
        lambda r: (r.code == 0 and r.accorde == 13_200) or (r.code != 0 and r.nomme("feuille")),
    ),
    Cas(
        "31_prog_pilier_puis_TOTAL.xlsx",
        "« TOTAL » en deuxième colonne",
        "33 000 €",
        publie(33_000, 5),
        ("--statut", "retenue"),
    ),
    Cas(
        "31b_prog_pilier_puis_Total_pilier.xlsx",
        "« Total pilier » en deuxième colonne",
        "33 000 €",
        publie(33_000, 5),
        ("--statut", "retenue"),
    ),
    Cas(
        "32_prog_milliers_euros.xlsx",
        "« en milliers d'euros » au-dessus du tableau",
        "demandé",
        lambda r: r.code != 0 and r.nomme("millier"),
    ),
    Cas("34_prog_guillemet_derniere_colonne.csv", "guillemet orphelin", GUILLEMET, refuse("ligne 3")),
    Cas("34b_prog_guillemet_intitule.csv", "guillemet orphelin", GUILLEMET, refuse("ligne 3")),
    Cas(
        "35_prog_cp850.csv",
        "CP850",
        "33 000 €, accents justes",
        lambda r: r.code == 0 and r.accorde == 33_000 and r.nomme("Éveil musical à la crèche"),
    ),
    Cas(
        "36_corrige_controle.csv",
        "caractère de contrôle, classeur corrigé demandé",
        "le classeur",
        lambda r: r.nomme("néant", "Écrit") and "Traceback" not in r.dit,
        ("--corrige",),
    ),
    Cas(
        "37_corrige_tableau[1].csv",
        "nom de fichier à crochets, classeur corrigé demandé",
        "le classeur",
        lambda r: r.nomme("néant", "Écrit") and "Traceback" not in r.dit,
        ("--corrige",),
    ),
    Cas(
        "38_Programmation contrat de ville 2026 version COPIL.csv",
        "nom de fichier long",
        "le classeur",
        lambda r: r.nomme("Écrit") and not r.nomme("Traceback|Warning|characters"),
        ("--corrige",),
    ),
    Cas(
        "39_corrige_strict.xlsx",
        "OOXML strict, classeur corrigé demandé",
        "le classeur",
        lambda r: r.nomme("Écrit") and "Traceback" not in r.dit,
        ("--corrige",),
    ),
    Cas(
        "41_prog_pourcentage.xlsx",
        "montant affiché « 50 % »",
        "refusé avec sa raison",
        lambda r: r.code != 0 and r.nomme("pourcentage", "50 %"),
    ),
    Cas(
        "50_adultes-relais.toml",
        "postes en CSV",
        "lus, ou dits pour ce qu'ils sont",
        lambda r: (r.code == 0 and r.accorde == TEMOIN + Decimal("22810.61")) or r.nomme("CSV"),
    ),
    Cas("51_adultes-relais_html.toml", "page web nommée .json", "dit", refuse("page web")),
    Cas("53_qpv_utf16.toml", "UTF-16", "lu", lambda r: r.code == 0 and quartier(r) == "Les Essais"),
    Cas(
        "54_qpv_sep.toml",
        "première ligne « sep=; »",
        "lu",
        lambda r: r.code == 0 and quartier(r) == "Les Essais",
    ),
    Cas(
        "54b_qpv_titre_avant.csv",
        "un titre avant les titres",
        "lu, et dit où",
        lambda r: r.code == 0 and quartier(r) == "Les Essais" and r.nomme("titres lus à la ligne 3"),
    ),
    Cas("55_qpv_guillemet.toml", "guillemet orphelin", GUILLEMET, refuse("ligne 3")),
    Cas(
        "57_adultes-relais_colles.json",
        "codes de contrats collés, anciens codes",
        "séparés, suivis, ou dits",
        lambda r: "Traceback" not in r.dit and r.nomme("CV002"),
    ),
    Cas(
        "territoires/1-alias-double.toml",
        "un poste sous l'ancien et le nouveau code",
        "compté une fois",
        lambda r: (
            r.code == 0 and r.nb_actions == 1 and r.demander("select count(*) from classement") == [(1,)]
        ),
    ),
    Cas(
        "territoires/2-epci-partage.toml",
        "une intercommunalité, deux contrats",
        "chaque quartier au sien",
        lambda r: r.code == 0 and bons_departements(r) and postes_une_fois(r),
    ),
    Cas(
        "territoires/4-ept.toml",
        "Grand Paris : la commune dit la métropole",
        "quartier rattaché",
        lambda r: (
            r.code == 0 and r.demander("select count(*) from quartier where contrat_id is null") == [(0,)]
        ),
    ),
    Cas(
        "territoires/10-scdl.toml",
        "un financeur qui n'est pas l'intercommunalité",
        "rattaché au contrat",
        publie("1500"),
    ),
]


def quartier(r: Resultat) -> str:
    return r.demander("select nom from quartier where quartier_id = 'QN00001I'")[0][0]


def bons_departements(r: Resultat) -> bool:
    lus = r.demander(
        "select quartier.quartier_id, substr(communes[1], 1, 2) = contrat.departement from quartier "
        "join contrat using (contrat_id)"
    )
    return (
        bool(lus)
        and all(juste for _, juste in lus)
        and len(lus) == r.demander("select count(*) from quartier")[0][0]
    )


def postes_une_fois(r: Resultat) -> bool:
    """Chaque numéro de poste compte pour un coût, partagé ou attribué."""
    return not r.demander(
        "select reference from action join financement using (action_id) group by reference "
        "having sum(accorde_eur) > 25000"
    )


def ecrire_table() -> int:
    """Refait le tableau des cas ; rend 1 si l'un n'est pas juste."""
    lignes, faux = [], 0
    for cas in CAS:
        with tempfile.TemporaryDirectory() as ici:
            r = essayer(cas, Path(ici))
            juste = cas.juste(r)
            faux += not juste
            donne = f"{r.nb_actions} actions, {r.accorde} €" if (r.base or r.examen) else _phrase(r.dit)
        lignes.append(
            f"| `{cas.fichier}` | {cas.faute} | {cas.attendu} | code {r.code} ; {donne} | "
            f"{'oui' if juste else '**non**'} |"
        )
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(
        "# Les fichiers qui vont mal, et ce qui en sort\n\n"
        "Écrit par `uv run python -m tests.data.cas_attendus` ; chaque ligne est aussi un essai "
        "(`tests/data/test_cas.py`).\n\n"
        "| fichier | sa faute | ce qui est juste | ce qui sort | juste |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(lignes)
        + "\n",
        encoding="utf-8",
    )
    print(f"{TABLE} : {len(CAS)} cas, {faux} à corriger")
    return int(bool(faux))


def _phrase(dit: str) -> str:
    return " ".join((dit.strip().splitlines() or [""])[-1].split("\r")[-1].replace("|", "/").split())[:160]


if __name__ == "__main__":
    sys.exit(ecrire_table())
