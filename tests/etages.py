"""Le contrat d'import-linter qui lui manque : aucun cercle de fichiers, fût-il d'un paquet à l'autre.

import-linter sait dire qu'un paquet n'en importe pas un autre, et que des voisins ne tournent pas en rond ;
pas qu'un fichier de A importe un fichier de B qui revient à A. Les autres contrats sont dans pyproject.toml.
"""

from collections.abc import Callable, Iterable

import grimp
from importlinter import Contract, ContractCheck, fields, output


class SansCercle(Contract):
    """`toleres` : les fichiers encore pris dans un cercle, à jokers ; la liste ne fait que raccourcir."""

    type_name = "sans_cercle"
    toleres = fields.SetField(subfield=fields.ModuleExpressionField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        permis = {
            module for motif in self.toleres or () for module in graph.find_matching_modules(motif.expression)
        }
        trouves = cercles(graph.modules, graph.find_modules_directly_imported_by)
        neufs = [cercle for cercle in trouves if not set(cercle) <= permis]
        return ContractCheck(kept=not neufs, metadata={"cercles": neufs})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for cercle in check.metadata["cercles"]:
            output.print_error(f"Un cercle de {len(cercle)} fichiers :", bold=False)
            output.print_error("\n".join(f"    {module}" for module in cercle), bold=False)


def cercles(modules: Iterable[str], importes: Callable[[str], Iterable[str]]) -> list[list[str]]:
    """Les groupes de fichiers qui s'importent en rond, chacun dans l'ordre des noms.

    L'algorithme de Tarjan, sans récursion : un graphe de mille fichiers ne doit rien à la pile.
    """
    rang: dict[str, int] = {}
    plus_bas: dict[str, int] = {}
    pile: list[str] = []
    sur_la_pile: set[str] = set()
    trouves = []
    for depart in sorted(modules):
        if depart in rang:
            continue
        chemin = [(depart, iter(sorted(importes(depart))))]
        while chemin:
            module, suite = chemin[-1]
            if module not in rang:
                rang[module] = plus_bas[module] = len(rang)
                pile.append(module)
                sur_la_pile.add(module)
            for suivant in suite:
                if suivant not in rang:
                    chemin.append((suivant, iter(sorted(importes(suivant)))))
                    break
                if suivant in sur_la_pile:
                    plus_bas[module] = min(plus_bas[module], rang[suivant])
            else:
                chemin.pop()
                if chemin:
                    parent = chemin[-1][0]
                    plus_bas[parent] = min(plus_bas[parent], plus_bas[module])
                if plus_bas[module] == rang[module]:
                    debut = pile.index(module)
                    groupe, pile[debut:] = pile[debut:], []
                    sur_la_pile.difference_update(groupe)
                    if len(groupe) > 1:
                        trouves.append(sorted(groupe))
    return trouves
