// La carte des quartiers d'un contrat, dans le composant streamlit-folium.
// `fixe` ne change pas tant que la carte vit ; l'état (couleurs, légende, choix) arrive dans le HTML du
// composant, au départ puis à chaque message de Streamlit. Aucun texte des données ne passe par du HTML.
function carteDuContrat(identifiant, fixe) {
  const SVG = "http://www.w3.org/2000/svg";
  const TUILES = {
    "plan-ign": {
      adresse:
        "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2" +
        "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}",
      credit: "Plan IGN, © IGN / Géoplateforme",
    },
    osm: {
      adresse: "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
      credit:
        '© les contributeurs d’<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a>',
    },
  };
  const lireEtat = (racine) => JSON.parse(racine.getElementById("carte-etat").textContent);
  const creer = (nom, classe, texte) => {
    const element = document.createElement(nom);
    if (classe) element.className = classe;
    if (texte !== undefined) element.textContent = texte;
    return element;
  };
  const creerSvg = (nom, attributs) => {
    const element = document.createElementNS(SVG, nom);
    for (const cle in attributs) element.setAttribute(cle, attributs[cle]);
    return element;
  };
  let etat = lireEtat(document);
  let charge = false; // vrai quand les contours sont là (ou ont échoué)
  let cadrage = false; // vrai pendant nos propres changements de vue
  let bouge = false; // vrai dès que le visiteur a choisi sa vue : on ne la lui reprend plus
  const trait = fixe.grand ? 2.5 : 1.5;

  document.documentElement.lang = "fr";
  document.title = "Carte des quartiers";
  document.body.classList.toggle("grand", fixe.grand);

  // Les hachures du secret, partagées par la carte et la légende.
  const motifs = creerSvg("svg", { width: 0, height: 0, "aria-hidden": "true", style: "position:absolute" });
  const hachures = creerSvg("pattern", {
    id: "hachures", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  });
  hachures.append(
    creerSvg("rect", { width: 7, height: 7, fill: "#ffffff" }),
    creerSvg("rect", { width: 2.5, height: 7, fill: "#4d585e" })
  );
  motifs.append(hachures);
  document.body.append(motifs);

  const carte = L.map(identifiant, {
    center: [46.6, 2.4], zoom: 5, maxZoom: 18, zoomControl: false, attributionControl: false, zoomSnap: 0.25,
    scrollWheelZoom: false, // la molette fait défiler la page, non la carte
  });
  L.control.zoom({ position: "topleft", zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(carte);
  L.control.attribution({ prefix: "Leaflet" }).addTo(carte);
  const tuiles = TUILES[fixe.fond];
  if (tuiles) L.tileLayer(tuiles.adresse, { attribution: tuiles.credit, maxZoom: 18 }).addTo(carte);
  carte.createPane("choix").style.zIndex = 450;
  carte.getPane("choix").style.pointerEvents = "none";
  carte.createPane("noms").style.zIndex = 460;
  carte.getPane("noms").style.pointerEvents = "none";
  carte.on("dragstart zoomstart", (e) => { if (e.type === "dragstart" || !cadrage) bouge = true; });

  const boite = carte.getContainer();
  boite.setAttribute("role", "region");
  const legende = creer("div", "legende");
  document.getElementById("parent").append(legende);

  // Les couches existent tout de suite, vides : streamlit-folium n'écoute que celles-là.
  const communes = L.geoJSON(null, {
    interactive: false,
    style: () => ({
      color: etat.sombre && !tuiles ? "#8b979d" : "#8a8f8c", weight: trait * 0.8,
      fillColor: etat.sombre ? "#ffffff" : "#fbfaf7", fillOpacity: tuiles ? 0 : etat.sombre ? 0.06 : 0.9,
    }),
  }).addTo(carte);
  const quartiers = L.geoJSON(null, {
    filter: (objet) => !objet.properties.generation || String(objet.properties.generation) === fixe.generation,
    style: (objet) => styleQuartier(etat.quartiers[objet.properties.code] || {}, objet.properties.type),
    onEachFeature: (objet, couche) => {
      // Au retour vers Python, le code suffit : le contour n'a pas à remonter.
      couche.toGeoJSON = () => ({
        type: "Feature", id: objet.properties.code, geometry: null,
        properties: { code: objet.properties.code, clic: objet.clic },
      });
    },
  }).addTo(carte);
  quartiers.on("click", (e) => { e.layer.feature.clic = Date.now(); });
  quartiers.on("mouseover", (e) => { e.layer.setStyle({ weight: trait * 2.4 }); });
  quartiers.on("mouseout", (e) => { quartiers.resetStyle(e.layer); });
  quartiers.bindTooltip((couche) => bulle(couche.feature.properties), { sticky: true, className: "bulle" });
  const choix = L.layerGroup().addTo(carte);
  const noms = L.layerGroup().addTo(carte);

  function styleQuartier(quartier, type) {
    const remplissages = { classe: quartier.couleur, secret: "url(#hachures)" };
    return {
      color: etat.sombre && !tuiles ? "#f2f4f5" : "#1c2b33",
      weight: trait,
      dashArray: (quartier.type || type) === "QVA" ? `${trait * 4} ${trait * 3}` : null,
      fillColor: remplissages[quartier.genre] || "#b4b4b0",
      fillOpacity: tuiles ? 0.82 : 1,
    };
  }

  function bulle(proprietes) {
    const quartier = etat.quartiers[proprietes.code] || { texte: "Pas de donnée" };
    const contenu = creer("div");
    contenu.append(
      creer("strong", "", quartier.nom || proprietes.nom),
      creer("span", "", quartier.texte),
      creer("span", "", (quartier.type || proprietes.type) === "QVA" ? "Quartier de veille active" : "")
    );
    return contenu;
  }

  function cercler() {
    choix.clearLayers();
    const elus = { type: "FeatureCollection", features: [] };
    quartiers.eachLayer((couche) => {
      if (etat.choisis.includes(couche.feature.properties.code)) elus.features.push(couche.feature);
    });
    // Un liseré clair sous l'accent : il se voit même sur la classe la plus foncée.
    for (const [couleur, epaisseur] of [["#ffffff", trait * 5.5], [etat.accent, trait * 3]]) {
      choix.addLayer(
        L.geoJSON(elus, { pane: "choix", interactive: false, style: { color: couleur, weight: epaisseur, fill: false } })
      );
    }
  }

  function carre(ligne) {
    const image = creerSvg("svg", { viewBox: "0 0 24 18", "aria-hidden": "true" });
    const contour = { x: 2, y: 2, width: 20, height: 14, stroke: "currentColor", "stroke-width": 1.5 };
    const remplissages = { classe: ligne.couleur, secret: "url(#hachures)", vide: "#b4b4b0" };
    contour.fill = remplissages[ligne.genre] || "none";
    if (ligne.genre === "veille") contour["stroke-dasharray"] = "5 3";
    if (ligne.genre === "choisi") Object.assign(contour, { stroke: etat.accent, "stroke-width": 4 });
    image.append(creerSvg("rect", contour));
    return image;
  }

  function compter(nombre) {
    return nombre === 1 ? "1 quartier" : `${nombre} quartiers`;
  }

  function dessinerLegende() {
    const liste = creer("ul");
    for (const ligne of etat.legende) {
      const element = creer("li");
      const suite = ligne.effectif === undefined ? "" : ` · ${compter(ligne.effectif)}`;
      element.append(carre(ligne), creer("span", "", ligne.texte + suite));
      liste.append(element);
    }
    legende.replaceChildren(creer("p", "titre-legende", etat.titre), liste);
    const notes = [etat.methode, sansContour()].filter(Boolean).join(" ");
    if (notes) legende.append(creer("p", "methode", notes));
    boite.setAttribute("aria-label", `Carte : ${etat.titre}`);
  }

  function sansContour() {
    if (!charge) return "";
    const traces = new Set();
    quartiers.eachLayer((couche) => traces.add(couche.feature.properties.code));
    const absents = Object.keys(etat.quartiers).filter((code) => !traces.has(code)).length;
    return absents ? `${compter(absents)} sans contour, hors de la carte.` : "";
  }

  // Les noms se placent du plus au moins important et s'effacent plutôt que de se chevaucher.
  function nommer() {
    noms.clearLayers();
    if (!charge) return;
    const cases = [];
    const cadre = carte.getSize();
    for (const etiquette of etiquettes()) {
      const point = carte.latLngToContainerPoint(etiquette.lieu);
      if (point.x < 0 || point.y < 0 || point.x > cadre.x || point.y > cadre.y) continue;
      const contenu = creer("div", "", etiquette.nom);
      const marque = L.marker(etiquette.lieu, {
        pane: "noms", interactive: false, keyboard: false,
        icon: L.divIcon({ html: contenu, className: `etiquette etiquette-${etiquette.genre}${tuiles ? " sur-tuiles" : ""}` }),
      });
      noms.addLayer(marque);
      const place = contenu.getBoundingClientRect();
      const dehors = place.left < 2 || place.right > boite.getBoundingClientRect().right - 2;
      const couvre = cases.some(
        (c) => place.left < c.right + 6 && place.right > c.left - 6 && place.top < c.bottom + 2 && place.bottom > c.top - 2
      );
      if (couvre || (dehors && etiquette.genre === "commune")) noms.removeLayer(marque);
      else cases.push(place);
    }
  }

  function etiquettes() {
    const liste = [];
    const emprises = [];
    const nombre = quartiers.getLayers().length;
    quartiers.eachLayer((couche) => {
      const emprise = couche.getBounds();
      const code = couche.feature.properties.code;
      emprises.push(emprise);
      const choisi = etat.choisis.includes(code);
      // Au-delà d'une vingtaine de quartiers, seuls les noms des choisis tiennent sans fouillis.
      if (!choisi && nombre > 20 && carte.getZoom() < 12.5) return;
      const nom = (etat.quartiers[code] || {}).nom || couche.feature.properties.nom;
      const lieu = L.latLng(emprise.getSouth(), emprise.getCenter().lng);
      const dessous = carte.unproject(carte.project(lieu).add([0, fixe.grand ? 20 : 12]));
      liste.push({ genre: "quartier", nom, lieu: dessous, rang: choisi ? 3 : 1, taille: surface(emprise) });
    });
    communes.eachLayer((couche) => {
      const emprise = couche.getBounds();
      const habitee = emprises.some((quartier) => emprise.contains(quartier.getCenter()));
      liste.push({
        genre: "commune", nom: couche.feature.properties.nom, lieu: centre(couche.feature.geometry),
        rang: habitee ? 2 : 0, taille: surface(emprise),
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

  // La vue : l'emprise donnée, sinon les quartiers, sinon les communes.
  function cadrer() {
    const emprise = [fixe.emprise && L.latLngBounds(fixe.emprise), quartiers.getBounds(), communes.getBounds()].find(
      (e) => e && e.isValid()
    );
    if (!emprise) return;
    cadrage = true;
    carte.fitBounds(emprise.pad(0.12), { animate: false, maxZoom: 14.5, padding: [8, 8] });
    cadrage = false;
  }

  function dire(phrase) {
    boite.querySelector(".message")?.remove();
    if (phrase) boite.append(creer("div", "message", phrase));
  }

  function appliquer() {
    communes.resetStyle();
    quartiers.resetStyle();
    cercler();
    dessinerLegende();
    nommer();
  }

  const charger = (nom, couche) =>
    fetch(fixe.contours[nom]).then((reponse) => {
      if (!reponse.ok) throw new Error(`${reponse.status}`);
      return reponse.json().then((donnees) => couche.addData(donnees));
    });

  dessinerLegende();
  cadrer();
  Promise.allSettled([charger("communes", communes), charger("quartiers", quartiers)]).then(([, principal]) => {
    charge = true;
    quartiers.bringToFront();
    if (principal.status === "rejected") dire("Les contours n’ont pas pu être chargés. Rechargez la page ; le tableau, lui, est complet.");
    else if (!quartiers.getLayers().length) dire("Aucun contour de quartier n’est connu pour ce contrat.");
    cadrer();
    appliquer();
    boite.dataset.prete = "oui"; // les essais en navigateur l'attendent
  });
  carte.on("moveend", nommer);
  new ResizeObserver(() => {
    carte.invalidateSize({ animate: false, pan: false });
    if (!bouge) cadrer();
  }).observe(boite);

  window.addEventListener("message", (message) => {
    const donnees = message.data || {};
    if (message.source !== window.parent || donnees.type !== "streamlit:render") return;
    const neuf = lireEtat(new DOMParser().parseFromString(donnees.args.html, "text/html"));
    if (JSON.stringify(neuf) === JSON.stringify(etat)) return;
    etat = neuf;
    appliquer();
  });
  return carte;
}
