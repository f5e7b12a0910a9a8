"""Ce qu'un lien partagé dit de lui avant d'être ouvert : titre, description, et de quoi faire une image.

La matière est la page elle-même, lue sans écran et sans identité : un aperçu dit ce qu'un visiteur y
verrait, jamais plus. Fonctions pures, sauf `lire_apercu`, qui lit la page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pages import plan
from pages.composants import formats, inerte, liens, recueil
from pages.composants.dessin_neutre import Dessin
from pages.rendus.html.premiere import vue_publique
from pages.serveur.configuration import Configuration, configuration
from queries import a_la_version, chemin_base, version_base
from queries.versions import fichier_version

DESCRIPTION = "Qui finance quoi dans les quartiers prioritaires, et avec quel résultat."
LARGEUR, HAUTEUR = 1200, 630
"""En pixels : le format que Facebook, Teams, WhatsApp et LinkedIn montrent entier."""
PROPRES = frozenset(nom for page in plan.PAGES for nom in page.parametres)
"""Les paramètres propres aux pages qui changent ce qu'elles disent."""
LONGUEUR_MAX = 1500
"""En signes : au-delà, l'adresse n'est pas lue et l'aperçu est celui de la page."""
# Ce que cette page montre est dans la séance du lien, que rien ici ne lit : on n'en dit que le nom.
_MUETTE = "copil"
_TITRE, _PHRASE, _CONTEXTE = 100, 320, 150
_HOTE = re.compile(r"(?:[a-z0-9_](?:[a-z0-9._-]{0,250}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?", re.I)


_TEINTE = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Barre:
    """Une ligne du petit graphique : `texte`, la valeur écrite ; `teinte` (« #RRVVBB »), celle de la page."""

    nom: str
    texte: str
    valeur: float
    teinte: str


@dataclass(frozen=True)
class Apercu:
    """Ce qu'un aperçu montre ; rien n'y est encore échappé.

    `chiffres` : nom, valeur et suite des premiers chiffres-clés. `date` : la publication, en mots. `nu` :
    la page n'a rien dit qui lui soit propre, `phrase` n'est que sa question ou sa description.
    """

    page: str
    nom: str
    titre: str
    description: str
    phrase: str
    collectivite: str
    contexte: str = ""
    date: str = ""
    version: str = ""
    fictif: bool = False
    chiffres: tuple[tuple[str, str, str], ...] = ()
    barres: tuple[Barre, ...] = ()
    nu: bool = False


def noms_des_pages() -> dict[str, str]:
    """Page → son nom au menu : « carte » → « Carte »."""
    return {page.code: page.nom for page in plan.PAGES}


def normaliser(requete: str) -> dict[str, str]:
    """Les paramètres d'une adresse qui changent ce que dit la page, dans un ordre fixe.

    Les inconnus sont ignorés (les réseaux en ajoutent : fbclid, utm_source). Une adresse démesurée vaut
    une adresse sans paramètre.
    """
    recus = _recus(requete)
    connus = (*liens.ORDRE, "version", *sorted(PROPRES))
    propres = {nom: recus[nom] for nom in connus if nom in recus}
    return propres if sum(map(len, propres.values())) <= LONGUEUR_MAX else {}


def seance(requete: str) -> dict[str, str]:
    """La séance de l'adresse, si elle en a une : elle est dans le lien, mais ne change pas l'aperçu."""
    return {nom: valeur for nom, valeur in _recus(requete).items() if nom == "seance"}


def par_defaut(page: str) -> Apercu:
    """L'aperçu d'une page dont on ne sait rien dire de plus que le nom ; ne lit pas la base."""
    collectivite = configuration().collectivite
    nom = noms_des_pages().get(page, "")
    titre = " · ".join(filter(None, (nom, collectivite)))
    return Apercu(page, nom, titre, DESCRIPTION, DESCRIPTION, collectivite, nu=True)


def lire_apercu(page: str, parametres: Mapping[str, str]) -> Apercu:
    """L'aperçu de cette vue (0,1 à 0,8 s). Lève VueIllisible et BaseIndisponible."""
    if page == _MUETTE:
        return par_defaut(page)
    with a_la_version(None):
        figee = parametres.get("version") if parametres.get("version") != version_base() else None
    # Une version qui n'est plus là : les chiffres d'aujourd'hui ne sont pas ceux que ce lien promet.
    if figee and fichier_version(chemin_base(), figee) is None:
        return par_defaut(page)
    vue = vue_publique(page, parametres)
    # La page ignore une valeur inconnue en le disant ; un aperçu n'a pas la place de le dire.
    return par_defaut(page) if vue.ecartes else composer(vue)


def composer(vue: recueil.Vue) -> Apercu:
    """L'aperçu de ce que la page a dit."""
    phrase = vue.phrase.replace("**", "")
    # Une fiche dont on ne dit rien (action absente, ou cachée aux visiteurs) : la page, sans un mot d'elle.
    if not phrase and PROPRES & vue.parametres.keys():
        return par_defaut(vue.page)
    defaut = par_defaut(vue.page)
    situee = vue.page in plan.PAR_CODE and plan.PAR_CODE[vue.page].filtree
    contrat = _court(vue.contrat, 60) if situee else ""
    filtres = _court(vue.filtres, _CONTEXTE) if situee else ""
    # « Contrat de ville » n'ajoute rien à « Contrat de ville du Val d'Aurore ».
    signature = "" if defaut.collectivite in contrat else defaut.collectivite
    accroche = _court(_accroche(phrase) or vue.question or defaut.nom, _TITRE)
    date = formats.jour(vue.publiee_le) if vue.publiee_le is not None else ""
    description = [
        _court(phrase or vue.question, _PHRASE),
        " · ".join(filter(None, (defaut.nom, filtres))) + ".",
        f"Chiffres figés, publiés le {date}." if vue.parametres.get("version") == vue.version else "",
        *vue.reserves,
        "Données fictives." if vue.fictif else "",
    ]
    return Apercu(
        page=vue.page,
        nom=defaut.nom,
        titre=" · ".join(filter(None, (accroche, contrat, signature))),
        description=" ".join(filter(None, description)),
        phrase=_court(phrase or vue.question or DESCRIPTION, _PHRASE),
        collectivite=defaut.collectivite,
        contexte=filtres,
        date=date,
        version=vue.version,
        fictif=vue.fictif,
        chiffres=tuple((formats.typographie(c.nom), c.valeur, c.suite) for c in vue.chiffres[:3]),
        barres=_barres(vue.dessins[0].neutre) if vue.dessins else (),
        nu=not phrase,
    )


def adresse_du_site(reglages: Configuration, schema: str, entetes: Mapping[str, str]) -> str:
    """« https://ville.exemple.fr », sans barre finale : ce que la configuration dit, sinon la requête.

    Vide si l'hôte n'en est pas un : une adresse d'image ne se bâtit pas sur un texte quelconque. Les
    en-têtes d'un mandataire ne servent qu'à défaut de configuration, et seulement bien formés.
    """
    if reglages.adresse_publique:
        return reglages.adresse_publique.rstrip("/")
    hote = _premier(entetes, "x-forwarded-host") or entetes.get("host", "")
    transmis = _premier(entetes, "x-forwarded-proto").lower()
    protocole = transmis if transmis in ("http", "https") else schema
    return f"{protocole}://{hote}" if _HOTE.fullmatch(hote) else ""


def balises(apercu: Apercu, site: str, chemin: str, parametres: Mapping[str, str], indexee: bool) -> str:
    """Le titre et les balises de l'aperçu, à placer dans `<head>` : des `meta`, jamais de script."""
    adresse = liens.adresse(site + chemin, parametres) if site else ""
    visibles = {n: v for n, v in parametres.items() if n != "seance"}
    # La version fait une adresse neuve à chaque publication : une messagerie garde l'image par adresse.
    image = liens.adresse(
        f"{site}/apercu/{apercu.page}.png",
        visibles | ({"publication": apercu.version} if apercu.version else {}),
    )
    proprietes = {
        "og:title": apercu.titre,
        "og:description": apercu.description,
        "og:type": "website",
        "og:locale": "fr_FR",
        "og:site_name": apercu.collectivite,
    }
    if site:
        alt = " ".join([*(f"{nom} : {valeur}." for nom, valeur, _ in apercu.chiffres[:1]), apercu.phrase])
        proprietes |= {
            "og:url": adresse,
            "og:image": image,
            "og:image:type": "image/png",
            "og:image:width": str(LARGEUR),
            "og:image:height": str(HAUTEUR),
            "og:image:alt": formats.typographie(alt),
        }
    nommees = {"description": apercu.description, "twitter:card": "summary_large_image"}
    ecrites = [f"<title>{inerte.html(apercu.titre)}</title>"]
    ecrites += [f'<meta name="{nom}" content="{inerte.html(v)}" />' for nom, v in nommees.items()]
    ecrites += [f'<meta property="{nom}" content="{inerte.html(v)}" />' for nom, v in proprietes.items()]
    if indexee and site:
        ecrites.append(f'<link rel="canonical" href="{inerte.html(adresse)}" />')
    return "\n    ".join(ecrites)


def _court(texte: str, longueur: int) -> str:
    """`texte` coupé entre deux mots ; garde les fines insécables, que `formats.court` rend sécables."""
    if len(texte) <= longueur:
        return texte
    return texte[:longueur].rsplit(" ", 1)[0].rstrip(f" ,;:(«{formats.FINE}") + "…"


def _accroche(phrase: str) -> str:
    """La première proposition de la phrase, si elle se suffit : le reste est dans la description."""
    debut = re.split(rf"[ {formats.FINE}]; |\. ", phrase, maxsplit=1)[0].rstrip(".")
    return debut if debut.count("«") == debut.count("»") else phrase.rstrip(".")


def _barres(dessin: Dessin | None) -> tuple[Barre, ...]:
    """Les premières barres d'un graphique en barres couchées à une série ; vide pour tout autre dessin."""
    if dessin is None or dessin.genre != "barres" or len(dessin.series) != 1:
        return ()
    (serie,) = dessin.series
    lues = list(zip(dessin.categories, serie.textes, serie.valeurs, serie.couleurs, strict=False))
    if any(v is None or v < 0 or not _TEINTE.fullmatch(teinte) for _, _, v, teinte in lues):
        return ()
    barres = [Barre(_court(nom, 34), texte, valeur, teinte) for nom, texte, valeur, teinte in lues]
    return tuple(barres[:6]) if any(barre.valeur for barre in barres) else ()


def _recus(requete: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(requete, max_num_fields=60)) if len(requete) <= 4 * LONGUEUR_MAX else {}
    except ValueError:
        return {}


def _premier(entetes: Mapping[str, str], nom: str) -> str:
    """La première valeur d'un en-tête que chaque mandataire allonge."""
    return entetes.get(nom, "").split(",")[0].strip()
