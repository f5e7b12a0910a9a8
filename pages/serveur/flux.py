"""Une réponse compressée qui part en plusieurs morceaux."""

import zlib

import brotli


class Flux:
    """Compresse morceau par morceau ; ce qui est écrit peut partir et être lu aussitôt."""

    def __init__(self, codage: str) -> None:
        """`codage` : « br », « gzip » ou vide (rien n'est compressé)."""
        self._br = brotli.Compressor(quality=5) if codage == "br" else None
        # 31 : l'en-tête de gzip et non celui de zlib.
        self._gzip = zlib.compressobj(6, wbits=31) if codage == "gzip" else None

    def ecrire(self, contenu: bytes) -> bytes:
        """Les octets à envoyer pour `contenu`, lisibles sans attendre la suite."""
        if self._br:
            return self._br.process(contenu) + self._br.flush()
        if self._gzip:
            return self._gzip.compress(contenu) + self._gzip.flush(zlib.Z_SYNC_FLUSH)
        return contenu

    def finir(self, contenu: bytes) -> bytes:
        """Les derniers octets, ceux de `contenu` compris."""
        if self._br:
            return self._br.process(contenu) + self._br.finish()
        if self._gzip:
            return self._gzip.compress(contenu) + self._gzip.flush()
        return contenu
