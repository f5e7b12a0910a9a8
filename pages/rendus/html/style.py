"""La feuille de style de la réponse : la place, le corps et les couleurs que l'application lui donnera.

Les mesures sont celles de pages/composants/style.py et du thème ; tests/rendus/html les compare aux boîtes de
l'application, au navigateur.
"""

from collections.abc import Iterable

from pages.composants.couleurs import Roles, roles
from pages.composants.style import CORPS_PROJETE
from pages.rendus.html.teintes import declarations

# Ce que Streamlit fait d'un `st.badge` orange.
_BADGE = ("#9B4519;--badge-fond:#FFF6ED", "#F2A56D;--badge-fond:#342414")

_COMMUN = """
body{margin:0}
body:has(> #reponse) :is([data-testid="stMain"],[data-testid="stMain"] *){visibility:hidden!important}
#reponse{position:absolute;inset:0;z-index:1;overflow:auto;background:var(--fond);color:var(--texte);
font:400 1rem/1.6 "Source Sans",sans-serif}
#reponse *{box-sizing:border-box;letter-spacing:normal}
#reponse .page{max-width:1240px;margin:0 auto;padding:4.25rem 1rem 3rem;display:flex;flex-direction:column;
gap:1rem;min-width:0}
#reponse .marque{position:absolute;left:1rem;top:1.1rem;margin:0;font-size:.875rem;font-weight:600}
#reponse .entete{min-height:2.5rem;display:flex;flex-direction:column;justify-content:center;
align-items:flex-start}
#reponse :is(h1,h2,h3){margin:0;padding:0;color:inherit;font-family:inherit;font-weight:600}
#reponse :is(h1,h2){text-wrap:pretty}
#reponse h1{font-size:1.75rem;line-height:1.2;font-weight:700}
#reponse .ruban{height:1.6rem;margin:0;display:flex;align-items:center}
#reponse .ruban span{position:relative;top:1px;font-size:.875rem;line-height:1.6;padding:0 .25rem;
margin-left:1px;border-radius:4px;
color:var(--badge);background:var(--badge-fond)}
#reponse .ruban span::before{content:"science" / "";display:inline-block;width:1em;height:1em;overflow:hidden;
margin-right:.25rem;vertical-align:-.15em;
font:400 1rem/1 "Material Symbols Rounded"}
#reponse .filtres{margin:0;height:2.5rem;display:flex;align-items:center;font-size:.875rem;
line-height:1.25rem;color:var(--discret)}
#reponse .filtres span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
#reponse .choix{height:var(--choix);margin-top:-1rem}
#reponse h2{font-size:1.375rem;line-height:1.35;max-width:60rem}
#reponse .reserve{margin:.25rem 0 0;font-size:.875rem;line-height:1.6;opacity:.85}
#reponse .message{margin:0;padding:1rem;border-radius:6px;background:var(--surface)}
#reponse .chiffres{margin:0;display:flex;gap:1rem}
#reponse .chiffre{flex:1 1 0;min-width:0;border:1px solid var(--bordure);border-radius:6px;
padding:.75rem 1rem 1rem}
#reponse .chiffre dt{min-height:1.5rem;padding-right:1.5rem;display:flex;align-items:center;font-size:.9rem;
line-height:19px}
#reponse .chiffre dd{margin:0}
#reponse .valeur{padding-bottom:.25rem;font-size:1.75rem;line-height:37px;font-weight:600;white-space:nowrap;
overflow:hidden;text-overflow:ellipsis}
#reponse .suite{font-size:.875rem;line-height:1.3;opacity:.85}
#reponse .dessin{margin:0;width:calc(100%*var(--part));min-width:0}
#reponse h3{font-size:1.125rem;line-height:1.3}
#reponse .mesure,#reponse .note{margin:0;font-size:.875rem;line-height:1.35;color:var(--discret)}
#reponse svg{display:block;width:100%;height:auto;margin-top:1rem;font-family:inherit}
#reponse svg.etroit{display:none}
#reponse .tableau{overflow-x:auto;margin-top:1rem}
#reponse table{border-collapse:collapse;font-size:.875rem;line-height:1.35}
#reponse :is(td,th){padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--bordure);text-align:left;
vertical-align:top;font-weight:400}
#reponse th{color:var(--discret)}
#reponse a{color:var(--accent)}
#reponse nav ul{display:flex;flex-wrap:wrap;gap:.5rem 1rem;padding:0;list-style:none}
@media (min-width:864px){#reponse .page{padding-left:5rem;padding-right:5rem}}
@media print{#reponse{position:static}}
"""
_TELEPHONE = """
@media (max-width:640px){
#reponse .page{padding:4rem 1rem 2rem}
#reponse .entete{padding-bottom:3.5rem}
#reponse h1{font-size:1.5rem}
#reponse h2{font-size:1.2rem}
#reponse .chiffres{display:grid;grid-template-columns:1fr 1fr}
#reponse .dessin{width:100%}
#reponse .choix{height:var(--choix-tel)}
#reponse svg.large{display:none}
#reponse svg.etroit{display:block}
}
"""
# La projection tient dans l'écran : le dessin prend la place qui reste, sans rien couper.
_PROJECTION = (
    f"html{{font-size:{CORPS_PROJETE / 10.8:.4f}vh!important}}"
    + """
#reponse{overflow:hidden}
#reponse .page{max-width:none;height:100vh;padding:.7vh 2vw .7vh;gap:.25rem}
#reponse .marque{display:none}
#reponse .entete{min-height:1.9rem;padding-right:5rem;flex-direction:row;justify-content:flex-start;
align-items:center;gap:1rem}
#reponse h1{font-size:1rem;font-weight:600}
#reponse .ruban span{font-size:1rem;color:inherit;padding:0 .25rem}
#reponse .filtres{font-size:1rem;height:1.9rem;margin-top:.25rem;padding-right:5rem;line-height:1.3;
color:inherit}
#reponse .filtres span{-webkit-line-clamp:1}
#reponse h2{font-size:1.24rem;line-height:1.2;max-width:none}
#reponse .choix{height:.6rem;margin-top:-.25rem}
#reponse .reserve{font-size:1rem;line-height:1.25;margin:0}
#reponse .chiffres{gap:.35rem}
#reponse .chiffre{padding:.1rem .4rem .4rem}
#reponse .chiffre dt{font-size:1rem;line-height:1.15;padding-right:.9rem}
#reponse noscript{display:none}
#reponse .valeur{font-size:2.12rem;line-height:1.05;overflow:visible}
#reponse .suite{font-size:1rem;line-height:1.15}
#reponse .dessin{flex:1 1 0;min-height:0;display:flex;flex-direction:column}
#reponse :is(.mesure,.note,table){font-size:1rem}
#reponse svg{flex:1 1 0;min-height:0;margin-top:.25rem}
#reponse .tableau{min-height:0;overflow:hidden}
"""
)


def feuille(projection: bool, employees: Iterable[str] = ()) -> str:
    """La feuille de style. `employees` : les couleurs claires (« #RRVVBB ») que les dessins emploient."""
    clair, sombre = roles(projection, sombre=False), roles(projection, sombre=True)
    employees = tuple(employees)
    regles = (
        f"#reponse{{color-scheme:light dark;{_roles(clair)}--badge:{_BADGE[0]};{declarations(employees)}}}"
        f"@media (prefers-color-scheme:dark){{#reponse{{{_roles(sombre)}--badge:{_BADGE[1]};"
        f"{declarations(employees, sombre=True)}}}}}"
    )
    return (regles + _COMMUN + (_PROJECTION if projection else _TELEPHONE)).replace("\n", "")


def _roles(couleurs: Roles) -> str:
    noms = ("fond", "surface", "texte", "discret", "bordure", "accent")
    return "".join(f"--{nom}:{getattr(couleurs, nom)};" for nom in noms)
