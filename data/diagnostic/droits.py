"""Les droits : le service lit ce qu'il sert, écrit là où il publie, et rien de secret n'est ouvert à tous."""

import os
from pathlib import Path

from data import brouillons
from data.diagnostic.connexion import reglages
from data.diagnostic.point import Installation, Point, a_corriger, a_voir, bien
from queries.catalogue import temoin
from queries.versions import dossier_versions


def points(i: Installation) -> list[Point]:
    """Selon le compte qui sert (`--compte`), sinon celui qui lance la commande."""
    dits = [*_lecture(i), *_ecriture(i)]
    for chemin in (i.base, i.base.parent, dossier_versions(i.base), i.configuration):
        if chemin and chemin.exists() and _ouvert_a_tous(chemin):
            faire = f"chmod o-w {chemin}"
            dits.append(a_corriger("droits", f"« {chemin.name} » est modifiable par tous les comptes", faire))
    fermes = [brouillons.dossier(i.base), i.base.with_name(f"{i.base.stem}.magasin"), *i.secrets]
    for chemin in fermes:
        if chemin.exists() and chemin.stat().st_mode & 0o077:
            droits = "700" if chemin.is_dir() else "600"
            faire = f"chmod {droits} {chemin}"
            dits.append(a_corriger("droits", f"« {chemin.name} » est ouvert à d'autres comptes", faire))
    return dits


def _lecture(i: Installation) -> list[Point]:
    if not i.base.exists():
        return []
    qui = f"le compte {i.compte}" if i.compte else "ce compte"
    if i.peut(temoin(i.base), os.R_OK):
        return [bien("droits", f"{qui} lit la base")]
    faire = "donnez-lui le droit de lire le fichier, et de traverser ses dossiers"
    return [a_corriger("droits", f"{qui} ne peut pas lire la base", faire)]


def _ecriture(i: Installation) -> list[Point]:
    """Publier depuis le web demande d'écrire à côté de la base ; ne rien publier, de ne pas le pouvoir."""
    if not i.base.parent.exists():
        return []
    ecrit, lus = i.peut(i.base.parent, os.W_OK), reglages(i)
    publie = bool(lus and lus.administrateurs)
    if publie and not ecrit:
        faire = f"donnez au service le droit d'écrire dans « {i.base.parent} »"
        return [a_corriger("droits", "des administrateurs publient, et le dossier est fermé", faire)]
    if not ecrit:
        faire = "rien, si vous publiez en ligne de commande ; nommez un magasin ailleurs (clé « magasin »)"
        return [a_voir("droits", "le service ne fait que lire : ni brouillon ni magasin ici", faire)]
    versions = dossier_versions(i.base)
    if versions.exists() and not i.peut(versions, os.W_OK):
        faire = f"donnez au service le droit d'écrire dans « {versions} »"
        return [a_corriger("droits", "le dossier des versions est fermé", faire)]
    return [bien("droits", "le service peut écrire à côté de la base")]


def _ouvert_a_tous(chemin: Path) -> bool:
    mode = chemin.stat().st_mode
    # Un dossier collant (/tmp) ne laisse pas remplacer le fichier d'un autre.
    return bool(mode & 0o002) and not (chemin.is_dir() and mode & 0o1000)
