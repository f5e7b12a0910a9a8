"""De 2015 à 2024 : inchangés, fusions, scissions, nouveaux, sortis."""

import pytest

from data.lecture import SourceIllisible

ENTETE = "qp2024,label_qp2024,statut,qp2015_1,label_qp2015_1,qp2015_2,label_qp2015_2\n"


def passages(lecture):
    return lecture.tables["passage_quartier"][["ancien", "nouveau", "statut"]].to_numpy().tolist()


def test_chaque_sorte_de_passage(lire, motifs):
    lecture = lire(
        "passage-qpv",
        ENTETE
        + "QN03604I,Nation,INCHANGE,QP036004,Nation,,\n"
        + "QN05918M,Sous-le-Bois,MODIFIE,QP059019,Intercommunal,,\n"
        + "QN05919M,Louvroil,MODIFIE,QP059019,Intercommunal,,\n"
        + "QN06001M,Réuni,Modifié,QP060001,Nord,QP060002,Sud\n"
        + "QN02811N,La Madeleine,NOUVEAU,,,,\n"
        + ",,SORTI,QP028009,Ancien,,\n",
    )
    assert passages(lecture) == [
        ["QP036004", "QN03604I", "identique"],
        ["QP059019", "QN05918M", "modifié"],
        ["QP059019", "QN05919M", "modifié"],
        ["QP060001", "QN06001M", "modifié"],
        ["QP060002", "QN06001M", "modifié"],
        [None, "QN02811N", "nouveau"],
        ["QP028009", None, "sorti"],
    ]
    quartiers = lecture.tables["quartier"].set_index("quartier_id")
    assert len(quartiers) == 10
    assert quartiers.loc["QP059019", ["nom", "generation"]].tolist() == ["Intercommunal", "2015"]
    assert quartiers.loc["QN02811N", ["nom", "generation"]].tolist() == ["La Madeleine", "2024"]
    assert all(communes == [] for communes in quartiers["communes"])
    assert motifs(lecture) == []


def test_chaque_refus_a_sa_raison(lire, motifs):
    lecture = lire(
        "passage-qpv",
        ENTETE
        + "QN03604I,Nation,INCHANGE,QP036004,Nation,,\n"
        + "QN03604I,Nation,INCHANGE,QP036004,Nation,,\n"
        + "QN03605I,Nation,PEUT-ETRE,QP036005,Nation,,\n"
        + "41018,Blois,MODIFIE,QP041001,Blois,,\n"
        + "QN04101M,Blois,MODIFIE,41018,Blois,,\n"
        + ",,SORTI,,x,,\n"
        + "QN04102M,Blois,SORTI,QP041002,Blois,,\n"
        + "QN04103M,Blois,MODIFIE,,,,\n",
    )
    assert lecture.nb_retenues == 1
    assert len(set(motifs(lecture))) == 7


def test_l_en_tete_en_majuscules_et_le_point_virgule_se_lisent(lire):
    lecture = lire("passage-qpv", "QP2024;Label_QP2024;Statut;QP2015_1\nQN03604I;Nation;INCHANGE;QP036004\n")
    assert passages(lecture) == [["QP036004", "QN03604I", "identique"]]


def test_un_autre_fichier_se_dit(lire):
    with pytest.raises(SourceIllisible, match="qp2024"):
        lire("passage-qpv", "a,b\n1,2\n")
