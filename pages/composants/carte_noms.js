// Les noms de la carte : chacun essaie plusieurs places, du plus au moins important, et s'efface plutôt que
// d'en couvrir un autre. Rend la fonction qui les replace tous (à chaque changement de vue ou d'état).
function placeurDeNoms(carte, quartiers, communes, fixe, etatCourant) {
  const MARGE = fixe.grand ? 6 : 3;
  const surTuiles = fixe.fond === "aucun" ? "" : " sur-tuiles";
  const noms = L.layerGroup().addTo(carte);

  function nommer() {
    noms.clearLayers();
    const formes = [];
    quartiers.eachLayer((couche) => formes.push(cadreEcran(empriseDe(couche))));
    const pris = [...carte.getContainer().querySelectorAll(".leaflet-control")].map((bouton) => {
      const [place, cadre] = [bouton.getBoundingClientRect(), carte.getContainer().getBoundingClientRect()];
      return { left: place.left - cadre.left, right: place.right - cadre.left, top: place.top - cadre.top, bottom: place.bottom - cadre.top };
    });
    for (const etiquette of etiquettes()) {
      const contenu = document.createElement("div");
      contenu.textContent = etiquette.nom;
      const marque = L.marker(etiquette.lieu, {
        pane: "noms", interactive: false, keyboard: false,
        icon: L.divIcon({ html: contenu, iconSize: [0, 0], className: `etiquette etiquette-${etiquette.genre}${surTuiles}` }),
      });
      noms.addLayer(marque);
      const { width, height } = contenu.getBoundingClientRect();
      const places = candidates(etiquette, width, height).map((point) => ({
        point, left: point.x - width / 2, right: point.x + width / 2, top: point.y - height / 2, bottom: point.y + height / 2,
      }));
      const libres = places.filter((place) => dansLeCadre(place) && !pris.some((autre) => chevauchent(place, autre)));
      // Un nom sur un contour voisin se lirait comme le sien : on ne s'y résout que faute de mieux.
      const gene = (place) => formes.reduce((somme, forme) => somme + commun(place, forme), 0);
      const choisie = libres.find((place) => !gene(place))
        || (etiquette.genre === "quartier" && (fixe.sujet === "quartier" || etiquette.rang === 3) ? libres.sort((a, b) => gene(a) - gene(b))[0] : null);
      if (!choisie) {
        noms.removeLayer(marque);
        continue;
      }
      marque.setLatLng(carte.containerPointToLatLng(choisie.point));
      pris.push(choisie);
    }
  }

  function candidates(etiquette, largeur, hauteur) {
    const { left, right, top, bottom } = cadreEcran(etiquette.emprise);
    const milieu = L.point((left + right) / 2, (top + bottom) / 2);
    if (etiquette.genre === "commune") {
      const centre = carte.latLngToContainerPoint(etiquette.lieu);
      return [0, -1.5, 1.5, -3, 3].map((pas) => centre.add([0, pas * hauteur]))
        .filter((point) => point.y > top && point.y < bottom);
    }
    return [
      L.point(milieu.x, bottom + hauteur / 2 + MARGE), L.point(milieu.x, top - hauteur / 2 - MARGE),
      L.point(right + largeur / 2 + MARGE, milieu.y), L.point(left - largeur / 2 - MARGE, milieu.y), milieu,
    ];
  }

  // Un rond n'a pas d'emprise sur le terrain : c'est celle qu'il couvre à l'écran.
  function empriseDe(couche) {
    if (couche.getBounds) return couche.getBounds();
    const [centre, rayon] = [carte.latLngToContainerPoint(couche.getLatLng()), couche.getRadius()];
    return L.latLngBounds(
      carte.containerPointToLatLng(centre.subtract([rayon, rayon])), carte.containerPointToLatLng(centre.add([rayon, rayon]))
    );
  }

  function cadreEcran(emprise) {
    const hautGauche = carte.latLngToContainerPoint(emprise.getNorthWest());
    const basDroite = carte.latLngToContainerPoint(emprise.getSouthEast());
    return { left: hautGauche.x, top: hautGauche.y, right: basDroite.x, bottom: basDroite.y };
  }

  function dansLeCadre(place) {
    const cadre = carte.getSize();
    return place.left > 2 && place.top > 2 && place.right < cadre.x - 2 && place.bottom < cadre.y - 2;
  }

  function chevauchent(une, autre) {
    return une.left < autre.right + MARGE && une.right > autre.left - MARGE && une.top < autre.bottom && une.bottom > autre.top;
  }

  function commun(une, autre) {
    const largeur = Math.min(une.right, autre.right) - Math.max(une.left, autre.left);
    const hauteur = Math.min(une.bottom, autre.bottom) - Math.max(une.top, autre.top);
    return Math.max(0, largeur) * Math.max(0, hauteur);
  }

  function etiquettes() {
    const etat = etatCourant();
    const liste = [];
    const centres = [];
    const nombre = quartiers.getLayers().length;
    quartiers.eachLayer((couche) => {
      const emprise = empriseDe(couche);
      const { code, nom } = couche.feature.properties;
      centres.push(emprise.getCenter());
      const choisi = etat.choisis.includes(code);
      // Au-delà d'une vingtaine de quartiers, seuls les noms des choisis tiennent sans fouillis.
      if (!choisi && nombre > 20 && carte.getZoom() < 12.5) return;
      liste.push({
        genre: "quartier", nom: (etat.quartiers[code] || {}).nom || nom, emprise, lieu: emprise.getCenter(),
        rang: choisi ? 3 : 2, taille: surface(emprise),
      });
    });
    // Autour des contrats, ce sont leurs territoires : ils portent déjà leur nom.
    if (fixe.sujet === "quartier") communes.eachLayer((couche) => {
      const emprise = couche.getBounds();
      const habitee = centres.some((lieu) => emprise.contains(lieu));
      liste.push({
        genre: "commune", nom: couche.feature.properties.nom, emprise, lieu: centre(couche.feature.geometry),
        rang: habitee ? 1 : 0, taille: surface(emprise),
      });
    });
    return liste.filter((e) => e.nom && e.lieu).sort((a, b) => b.rang - a.rang || b.taille - a.taille);
  }

  function surface(emprise) {
    return (emprise.getNorth() - emprise.getSouth()) * (emprise.getEast() - emprise.getWest());
  }

  // Le centre de gravité du plus grand anneau : le nom tombe dans la commune, non dans son île.
  function centre(geometrie) {
    if (!geometrie || !geometrie.coordinates) return null;
    const polygones = geometrie.type === "MultiPolygon" ? geometrie.coordinates : [geometrie.coordinates];
    let meilleur = { aire: 0 };
    for (const [anneau] of polygones) {
      let aire = 0, x = 0, y = 0;
      for (let i = 0, j = anneau.length - 1; i < anneau.length; j = i++) {
        const produit = anneau[j][0] * anneau[i][1] - anneau[i][0] * anneau[j][1];
        aire += produit;
        x += (anneau[j][0] + anneau[i][0]) * produit;
        y += (anneau[j][1] + anneau[i][1]) * produit;
      }
      if (Math.abs(aire) > meilleur.aire) meilleur = { aire: Math.abs(aire), lieu: L.latLng(y / (3 * aire), x / (3 * aire)) };
    }
    return meilleur.lieu || null;
  }

  return nommer;
}
