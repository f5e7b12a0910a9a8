"""Le magasin sur un serveur Redis ou Valkey : pour des répliques qui ne partagent pas de disque."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis

from pages.serveur.magasin.contrat import GENRES, MagasinIndisponible, MagasinPlein

ATTENTE_S = 2.0
"""Au-delà, le magasin est dit indisponible : une page n'attend pas un serveur muet."""
SILENCE_S = 2.0
"""Après une panne, on n'y retourne pas pendant ce temps."""
PREFIXE = "contrat-de-ville"
ESSAIS = 20
"""Combien de fois `changer` recommence quand un autre a écrit entre-temps."""

# Ces commandes lisent et écrivent plusieurs clés : un script les rend d'un seul tenant, chez Redis.
# « index » : clé → échéance. « place » : clé → octets. « touche » : clé → dernier usage. « a » : clé →
# visiteur. « octets » : ce que tient le genre. « de: » : les clés d'un visiteur, pour sa part.
_COMMUN = """
local p, temps = KEYS[1], redis.call('TIME')
local maintenant = tonumber(temps[1]) + tonumber(temps[2]) / 1e6
local function oublier(cle)
  local taille = tonumber(redis.call('HGET', p .. ':place', cle) or '0')
  local qui = redis.call('HGET', p .. ':a', cle)
  if qui then redis.call('ZREM', p .. ':de:' .. qui, cle) end
  redis.call('DECRBY', p .. ':octets', taille)
  redis.call('ZREM', p .. ':index', cle) redis.call('ZREM', p .. ':touche', cle)
  redis.call('HDEL', p .. ':place', cle) redis.call('HDEL', p .. ':a', cle)
  redis.call('DEL', p .. ':v:' .. cle)
end
local function toucher(cle, qui)
  redis.call('ZADD', p .. ':touche', maintenant, cle)
  if qui ~= '' then redis.call('ZADD', p .. ':de:' .. qui, maintenant, cle) end
end
for _, cle in ipairs(redis.call('ZRANGEBYSCORE', p .. ':index', '-inf', maintenant, 'LIMIT', 0, 200)) do
  oublier(cle)
end
"""
_LIRE = (
    _COMMUN
    + """
local cle, prolonger = ARGV[1], tonumber(ARGV[2])
local echeance = redis.call('ZSCORE', p .. ':index', cle)
if not echeance or tonumber(echeance) <= maintenant then return false end
if prolonger > 0 and maintenant + prolonger > tonumber(echeance) then
  redis.call('ZADD', p .. ':index', maintenant + prolonger, cle)
  toucher(cle, redis.call('HGET', p .. ':a', cle) or '')
end
return redis.call('GET', p .. ':v:' .. cle)
"""
)
_POSER = (
    _COMMUN
    + """
local cle, valeur, duree, qui = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local entrees, octets, part, evince = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8] == '1'
local exigee, attendue = ARGV[9] == '1', ARGV[10]
if exigee then
  local avant = redis.call('GET', p .. ':v:' .. cle)
  if (avant or '') ~= attendue then return 'autre' end
end
local taille = #valeur + #cle
if taille > octets or taille > part then return 'plein' end
local avant = tonumber(redis.call('HGET', p .. ':place', cle) or '0')
if redis.call('ZSCORE', p .. ':index', cle) then qui = redis.call('HGET', p .. ':a', cle) or '' end
if qui ~= '' then
  local somme = taille
  for _, sienne in ipairs(redis.call('ZREVRANGE', p .. ':de:' .. qui, 0, -1)) do
    if sienne ~= cle then
      somme = somme + tonumber(redis.call('HGET', p .. ':place', sienne) or '0')
    end
  end
  if somme > part then return 'plein' end
end
local function trop()
  local presente = redis.call('ZSCORE', p .. ':index', cle) and 1 or 0
  local tenu = tonumber(redis.call('GET', p .. ':octets') or '0')
  return tenu - avant + taille > octets or redis.call('ZCARD', p .. ':index') - presente + 1 > entrees
end
while evince and trop() do
  local delaissee = redis.call('ZRANGE', p .. ':touche', 0, 1)
  local choisie = delaissee[1] == cle and delaissee[2] or delaissee[1]
  if not choisie then break end
  oublier(choisie)
end
if trop() then return 'plein' end
redis.call('INCRBY', p .. ':octets', taille - avant)
redis.call('HSET', p .. ':place', cle, taille)
if qui ~= '' then redis.call('HSET', p .. ':a', cle, qui) end
redis.call('ZADD', p .. ':index', maintenant + duree, cle)
toucher(cle, qui)
redis.call('SET', p .. ':v:' .. cle, valeur)
return 'fait'
"""
)
_EFFACER = _COMMUN + "if redis.call('ZSCORE', p .. ':index', ARGV[1]) then oublier(ARGV[1]) end return 1"
_COMPTER = """
local p, cle, quantite, duree, nombre = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local temps = redis.call('TIME')
local maintenant = tonumber(temps[1]) + tonumber(temps[2]) / 1e6
redis.call('ZREMRANGEBYSCORE', p .. ':compteurs', '-inf', maintenant)
local connu = redis.call('EXISTS', p .. ':c:' .. cle) == 1
if not connu then
  if redis.call('ZCARD', p .. ':compteurs') >= nombre then return -1 end
  redis.call('SET', p .. ':c:' .. cle, 0, 'PX', math.max(1, math.floor(tonumber(duree) * 1000)))
  redis.call('ZADD', p .. ':compteurs', maintenant + tonumber(duree), cle)
end
return redis.call('INCRBY', p .. ':c:' .. cle, quantite)
"""


class MagasinRedis:
    """Un magasin sur le serveur `adresse` (redis://, rediss://, valkey://, unix://).

    Un serveur vidé ou neuf : `naissance` le dit.
    """

    def __init__(self, adresse: str) -> None:
        adresse = adresse.replace("valkeys://", "rediss://", 1).replace("valkey://", "redis://", 1)
        self._client: Any = redis.Redis.from_url(
            adresse, socket_timeout=ATTENTE_S, socket_connect_timeout=ATTENTE_S
        )
        self._lire, self._poser, self._effacer, self._compter = (
            self._client.register_script(texte) for texte in (_LIRE, _POSER, _EFFACER, _COMPTER)
        )
        self._sel = b""
        self._muet = 0.0

    @contextmanager
    def _dite(self) -> Iterator[None]:
        # Un serveur arrêté ferait sinon attendre chaque page de chaque visiteur.
        if time.monotonic() < self._muet:
            raise MagasinIndisponible("Redis : ne répondait pas à l'instant")
        try:
            yield
        except (redis.ConnectionError, redis.TimeoutError, OSError) as erreur:
            self._muet = time.monotonic() + SILENCE_S
            raise MagasinIndisponible(f"Redis : {erreur}") from erreur
        except redis.RedisError as erreur:
            raise MagasinIndisponible(f"Redis : {erreur}") from erreur

    def lire(self, genre: str, cle: str, prolonger_s: float = 0) -> bytes | None:
        """Voir `Magasin.lire`."""
        GENRES[genre]
        with self._dite():
            valeur = self._lire(keys=[f"{PREFIXE}:{genre}"], args=[cle, prolonger_s])
        return None if valeur is None else bytes(valeur)

    def poser(self, genre: str, cle: str, valeur: bytes, duree_s: float, au_nom_de: str = "") -> None:
        """Voir `Magasin.poser`."""
        self._essayer(genre, cle, valeur, duree_s, au_nom_de, None)

    def changer(
        self, genre: str, cle: str, changement: Callable[[bytes | None], bytes | None], duree_s: float
    ) -> bytes | None:
        """Voir `Magasin.changer`."""
        for _ in range(ESSAIS):
            lue = self.lire(genre, cle)
            neuve = changement(lue)
            if neuve is None:
                self.effacer(genre, cle)
                return None
            if self._essayer(genre, cle, neuve, duree_s, "", lue or b"") == "fait":
                return neuve
        raise MagasinIndisponible(f"{genre} : trop d'écritures à la fois")

    def _essayer(
        self, genre: str, cle: str, valeur: bytes, duree_s: float, qui: str, attendue: bytes | None
    ) -> str:
        bornes = GENRES[genre]
        reglages = [bornes.entrees, bornes.octets, bornes.octets_par_visiteur, int(bornes.evince)]
        suite = [0, b""] if attendue is None else [1, attendue]
        with self._dite():
            dit = self._poser(
                keys=[f"{PREFIXE}:{genre}"], args=[cle, valeur, duree_s, qui, *reglages, *suite]
            ).decode()
        if dit == "plein":
            raise MagasinPlein(genre)
        return dit

    def effacer(self, genre: str, cle: str) -> None:
        """Voir `Magasin.effacer`."""
        GENRES[genre]
        with self._dite():
            self._effacer(keys=[f"{PREFIXE}:{genre}"], args=[cle])

    def compter(self, genre: str, cle: str, quantite: int, duree_s: float) -> int:
        """Voir `Magasin.compter`."""
        with self._dite():
            total = int(
                self._compter(
                    keys=[f"{PREFIXE}:{genre}"], args=[cle, quantite, duree_s, GENRES[genre].entrees]
                )
            )
        if total < 0:
            raise MagasinPlein(genre)
        return total

    def heure(self) -> float:
        """Voir `Magasin.heure` : celle du serveur Redis."""
        with self._dite():
            secondes, millioniemes = self._client.time()
        return secondes + millioniemes / 1e6

    def naissance(self) -> float:
        """Voir `Magasin.naissance` : relue à chaque fois, un serveur peut être vidé sous nos pieds."""
        cle = f"{PREFIXE}:naissance"
        with self._dite():
            self._client.set(cle, self.heure(), nx=True)
            return float(self._client.get(cle))

    def anonyme(self, texte: str) -> str:
        """Voir `Magasin.anonyme`."""
        with self._dite():
            if not self._sel:
                self._client.set(f"{PREFIXE}:sel", secrets.token_hex(16), nx=True)
                self._sel = bytes(self._client.get(f"{PREFIXE}:sel"))
        return hmac.new(self._sel, texte.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:24]
