"""Ce qu'un visiteur et le serveur se disent : chaque genre de message, dans les deux sens."""

import getpass
import platform
import random
import socket
import sys
import time
from pathlib import Path

import pytest
import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from pages.serveur import messages
from pages.serveur.page import chemins_des_pages
from tests.navigateur.outils import RACINE
from tests.serveur.visiteur import visiter

PAGES = sorted(chemin.strip("/") for chemin in chemins_des_pages())
# Chaque champ du premier message, et ce qu'on en fait.
NOUVELLE_SESSION = {
    "initialize": "voir INITIALISATION",
    "name": "« menu »",
    "main_script_path": "remplacé par `name`",
    "config": "les réglages de .streamlit/config.toml",
    "custom_theme": "nos couleurs",
    "app_pages": "les pages du menu",
    "page_script_hash": "une empreinte",
    "main_script_hash": "une empreinte",
}
INITIALISATION = {
    "user_info": "tu : identifie la machine",
    "environment_info": "tu : versions, système ; reste un mot opaque",
    "session_status": "en cours ou non",
    "session_id": "l'identifiant de la visite",
    "is_hello": "non",
    "recommend_skills_install": "tu",
    "skills_nudge_suppressed_reason": "tu",
}


FAUX = {
    "int_value": 2**40,
    "string_value": "é\x00",
    "bool_value": True,
    "double_value": float("nan"),
    "json_value": "{",
    "bytes_value": b"\xff",
}


def genres(message, union: str = "type") -> set[str]:
    return {champ.name for champ in message.DESCRIPTOR.oneofs_by_name[union].fields}


def champs(message) -> set[str]:
    return {champ.name for champ in message.DESCRIPTOR.fields}


def test_chaque_genre_de_message_de_streamlit_est_connu():
    operation = BackMsg().backend_operation_request
    session = ForwardMsg().new_session
    assert genres(BackMsg) == set(messages.RECUS) | set(messages.TUS)
    assert genres(operation, "payload") == set(messages.OPERATIONS) | set(messages.OPERATIONS_TUES)
    assert genres(ForwardMsg) == set(messages.ENVOYES) | set(messages.RETENUS)
    assert champs(session) == set(NOUVELLE_SESSION)
    assert champs(session.initialize) == set(INITIALISATION)
    assert not set(messages.RECUS) & set(messages.TUS) and not set(messages.ENVOYES) & set(messages.RETENUS)


def test_un_visiteur_n_ordonne_que_pour_lui_meme():
    for genre in messages.TUS:
        assert not messages.entendu(BackMsg(**{genre: True})), genre
    for operation in messages.OPERATIONS_TUES:
        demande = BackMsg()
        getattr(demande.backend_operation_request, operation).SetInParent()
        assert not messages.entendu(demande), operation
    assert not messages.entendu(BackMsg())
    foule = BackMsg()
    foule.file_urls_request.file_names.extend(["x"] * (messages.FICHIERS_MAX + 1))
    assert not messages.entendu(foule)


def test_le_premier_message_ne_dit_ni_chemin_ni_machine_ni_versions():
    message = ForwardMsg()
    session = message.new_session
    session.name, session.main_script_path = "menu", "/srv/ville/pages/menu.py"
    session.initialize.session_id = "abc"
    session.initialize.user_info.installation_id = "machine"
    session.initialize.environment_info.python_version = "3.11.7"
    session.initialize.environment_info.streamlit_version = streamlit.__version__
    dit = messages.lisible(message.SerializeToString())
    relu = ForwardMsg.FromString(dit).new_session
    assert (relu.main_script_path, relu.initialize.session_id) == ("menu", "abc")
    # L'interface de Streamlit les lit sans vérifier qu'ils y sont : absents, aucune page ne s'affiche.
    assert relu.initialize.HasField("user_info") and relu.initialize.HasField("environment_info")
    for secret in (b"/srv", b"machine", b"3.11", streamlit.__version__.encode()):
        assert secret not in dit


@pytest.mark.parametrize("ou", ["new_element", "new_transient"])
def test_une_faute_montree_n_a_ni_trace_ni_texte_anglais(ou):
    message = ForwardMsg()
    delta = message.delta
    faute = (delta.new_element if ou == "new_element" else delta.new_transient.elements.add()).exception
    faute.type, faute.message = "KeyError", "Oh no. File /srv/ville/x.py"
    faute.stack_trace.append("/srv/ville/x.py")
    dit = messages.lisible(message.SerializeToString())
    assert b"/srv" not in dit and b"KeyError" not in dit and messages.FAUTE.encode() in dit


def test_une_faute_de_compilation_et_une_erreur_de_telechargement_sont_en_francais():
    compilation, telechargement = ForwardMsg(), ForwardMsg()
    compilation.session_event.script_compilation_exception.message = "SyntaxError: /srv/x.py"
    telechargement.backend_operation_response.error_msg = "Failed to generate file for download"
    assert b"/srv" not in messages.lisible(compilation.SerializeToString())
    assert b"Failed" not in messages.lisible(telechargement.SerializeToString())


def test_ce_qui_n_est_pas_pour_un_visiteur_ne_part_pas():
    for genre in messages.RETENUS:
        message = ForwardMsg()
        getattr(message, genre).SetInParent()
        assert messages.lisible(message.SerializeToString()) is None, genre


def test_le_genre_lu_sans_lire_le_message_est_le_bon():
    for genre in genres(ForwardMsg):
        message = ForwardMsg(hash="abc")
        message.metadata.delta_path.extend([0, 1, 300])
        champ = ForwardMsg.DESCRIPTOR.fields_by_name[genre]
        if champ.message_type:
            getattr(message, genre).SetInParent()
        else:
            setattr(message, genre, "x" if champ.type == champ.TYPE_STRING else 1)
        assert messages._genre(message.SerializeToString()) == genre


def secrets_de_la_machine() -> set[bytes]:
    """Ce qu'aucun octet envoyé ne doit contenir."""
    chemins = {
        str(RACINE),
        str(Path.home()),
        sys.prefix,
        str(Path(streamlit.__file__).parent),
        "site-packages",
    }
    noms = {
        socket.gethostname(),
        platform.python_version(),
        platform.release(),
        f"streamlit/{streamlit.__version__}",
    }
    noms |= {getpass.getuser()} if len(getpass.getuser()) > 4 else set()
    return {texte.encode() for texte in {*chemins, *noms, "Traceback"} if len(texte) > 3}


def test_rien_de_ce_qu_une_page_envoie_ne_dit_ou_ni_sur_quoi_elle_tourne(service):
    with visiter(service.base_url) as visiteur:
        for page in PAGES:
            visiteur.page(page)
        visiteur.page("", "annee=9999&pilier=zzz&mode=projection&seance=!!")
    recu = b"".join(visiteur.recus)
    assert len(recu) > 100_000
    assert {s for s in secrets_de_la_machine() if s in recu} == set()


@pytest.mark.parametrize("genre", sorted(messages.TUS))
def test_un_ordre_qui_n_est_pas_le_sien_ne_fait_rien(service, genre):
    with visiter(service.base_url) as visiteur, visiter(service.base_url) as voisin:
        visiteur.page()
        visiteur.dire(BackMsg(**{genre: True}))
        assert visiteur.vivant() and voisin.vivant()
        assert b"git" not in b"".join(visiteur.recus[-3:])


def pieges() -> dict[str, BackMsg]:
    """Des demandes qu'aucun navigateur ne ferait."""
    dits = {}
    for nom, champs_dits in {
        "page inventée": {"page_script_hash": "f" * 32},
        "nom inventé": {"page_name": "../../etc/passwd"},
        "nom d'une page sans adresse": {"page_name": "menu"},
        "nom énorme": {"page_name": "é" * 8000},
        "fragment inventé": {"fragment_id": "f" * 32},
        "adresse énorme": {"query_string": "annee=" + "9" * 8000},
        "adresse tordue": {"query_string": "?&&==%00%ff&annee=%0d%0aX&contrat=\u202e<script>&q=%ed%a0%80"},
        "mille paramètres": {"query_string": "&".join(f"a{i}={i}" for i in range(1000))},
        "messages en cache inventés": {"cached_message_hashes": ["x"] * 1000},
        "exécution automatique": {"is_auto_rerun": True, "fragment_id": "x"},
    }.items():
        dits[nom] = BackMsg()
        for champ, valeur in champs_dits.items():
            cible = dits[nom].rerun_script
            getattr(cible, champ).extend(valeur) if isinstance(valeur, list) else setattr(
                cible, champ, valeur
            )
    contexte = dits["contexte menteur"] = BackMsg()
    contexte.rerun_script.context_info.url = "javascript:alert(1)//" + "x" * 4000
    contexte.rerun_script.context_info.timezone = "../../etc"
    contexte.rerun_script.context_info.locale = "\x00"
    for nom, identifiant in {"réglage inventé": "$$ID-0-x", "clé interne": "etat_page", "vide": ""}.items():
        dits[nom] = BackMsg()
        etat = dits[nom].rerun_script.widget_states.widgets.add(id=identifiant)
        etat.string_value = "x" * 10_000
    autre = dits["opération d'une autre visite"] = BackMsg()
    autre.backend_operation_request.session_id = "x"
    autre.backend_operation_request.deferred_file.file_id = "x"
    return dits


@pytest.mark.parametrize("nom", sorted(pieges()))
def test_une_demande_inventee_ne_fait_tomber_ni_sa_visite_ni_celle_des_autres(service, nom):
    with visiter(service.base_url) as visiteur, visiter(service.base_url) as voisin:
        visiteur.page()
        visiteur.dire(pieges()[nom])
        assert visiteur.vivant() and voisin.vivant()
        # La fin d'une exécution d'avant peut arriver après cette demande : la page vient avec la suivante.
        assert any(m.WhichOneof("type") == "delta" for _ in range(20) for m in visiteur.page("carte"))
    recu = b"".join(visiteur.recus)
    assert {s for s in secrets_de_la_machine() if s in recu} == set()
    assert b"stack" not in recu.lower()


def test_un_reglage_d_un_autre_type_que_le_sien_ne_donne_ni_trace_ni_arret(service):
    with visiter(service.base_url) as visiteur:
        vus = {
            e.id
            for m in visiteur.page("financeurs")
            if m.HasField("delta")
            for champ, e in m.delta.new_element.ListFields()
            if champ.message_type and "id" in champ.message_type.fields_by_name
        }
        assert vus
        for champ, faux in FAUX.items():
            message = BackMsg()
            message.rerun_script.page_name = "financeurs"
            for identifiant in vus:
                etat = message.rerun_script.widget_states.widgets.add(id=identifiant)
                faux = {
                    "int": 2**40,
                    "str": "é\x00",
                    "boo": True,
                    "dou": float("nan"),
                    "jso": "{",
                    "byt": b"\xff",
                }
                setattr(etat, champ, faux[champ[:3]])
            visiteur.dire(message)
            assert visiteur.vivant(), champ
        # La fin d'une exécution d'avant peut arriver après cette demande : la page vient avec la suivante.
        assert any(m.WhichOneof("type") == "delta" for _ in range(20) for m in visiteur.page("carte"))
    recu = b"".join(visiteur.recus)
    assert {s for s in secrets_de_la_machine() if s in recu} == set()


@pytest.mark.parametrize(
    ("envoi", "code"), [("un texte", 1003), (b"\xff" * 50, 1002), (b"\x00" * (2 * 1024 * 1024 + 1), 1009)]
)
def test_ce_qui_n_est_pas_un_message_ferme_la_visite_et_elle_seule(service, envoi, code):
    with visiter(service.base_url) as voisin:
        with visiter(service.base_url) as visiteur:
            visiteur.dire(envoi)
            with pytest.raises(ConnectionClosed) as fermee:
                visiteur.jusqua("script_finished", 20)
        assert fermee.value.rcvd.code == code
        assert voisin.vivant()


def test_des_octets_au_hasard_n_arretent_pas_le_service(service):
    graine = time.time_ns()
    hasard = random.Random(graine)
    with visiter(service.base_url) as voisin:
        for _ in range(40):
            with visiter(service.base_url) as visiteur:
                for _ in range(3):
                    message = BackMsg()
                    message.rerun_script.query_string = "annee=2024"
                    octets = bytearray(message.SerializeToString())
                    for _ in range(hasard.randrange(1, 6)):
                        octets[hasard.randrange(len(octets))] = hasard.randrange(256)
                    try:
                        visiteur.dire(bytes(octets))
                    except ConnectionClosed:
                        break
        assert voisin.vivant(), f"graine {graine}"


@pytest.mark.parametrize("nom", ["q", "contrat", "seance", "version", "inconnu"])
def test_une_adresse_demesuree_donne_une_page_et_non_une_faute(service, nom):
    with visiter(service.base_url) as visiteur:
        for mode in ("", "&mode=projection"):
            page = random.choice(("", "carte", "copil", "aide"))
            avant = len(visiteur.recus)
            visiteur.page(page, f"{nom}={'%C3%A9%3C' * 700}{mode}")
            recu = b"".join(visiteur.recus[avant:])
            assert b"erreur-page" not in recu and messages.FAUTE.encode() not in recu, (page, mode)
