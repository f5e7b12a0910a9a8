"""La commande du poste local : une adresse de boucle, un secret par exécution, des phrases."""

import socket

import pytest

from data.__main__ import main
from data.commandes import local


def test_l_adresse_de_boucle_est_sur_la_ligne_de_commande():
    options = local._commande(8601)
    assert "--server.address=127.0.0.1" in options and "--server.enableXsrfProtection=true" in options


def test_un_port_pris_en_fait_choisir_un_autre(monkeypatch):
    with socket.socket() as prise:
        prise.bind((local.ADRESSE, 0))
        monkeypatch.setattr(local, "PORT", prise.getsockname()[1])
        prise.listen()
        assert local._port() not in (0, local.PORT)


def test_un_serveur_qui_ne_demarre_pas_se_dit_d_une_phrase(monkeypatch, capsys):
    monkeypatch.setattr(local, "_commande", lambda port: ["false"])
    assert main(["local", "--sans-navigateur", "--port", "1"]) == 1
    dit = capsys.readouterr()
    assert "ne démarre pas" in dit.err and "Traceback" not in dit.err and "cle=" not in dit.out


@pytest.mark.parametrize("port", ["0", "-1", "70000", "x"])
def test_un_port_impossible_est_refuse(port, capsys):
    with pytest.raises(SystemExit) as sortie:
        main(["local", "--sans-navigateur", "--port", port])
    assert sortie.value.code == 2
