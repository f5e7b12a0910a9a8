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
  // Ni blanc ni bleu : l'absence ne doit passer ni pour le fond, ni pour une classe.
  const gris = () => (etat.sombre ? "#666a6c" : "#b4b4b0");
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
  const anime = !fixe.grand && !matchMedia("(prefers-reduced-motion: reduce)").matches;

  document.documentElement.lang = "fr";
  document.title = `Carte des ${fixe.sujet}s`;
  document.body.classList.toggle("grand", fixe.grand > 0);
  if (fixe.grand) document.body.style.fontSize = `${fixe.grand}px`; // le corps du texte, en projection

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
    zoomAnimation: anime, fadeAnimation: anime, markerZoomAnimation: anime, inertia: anime,
  });
  L.control.zoom({ position: "topleft", zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(carte);
  L.control.attribution({ prefix: "Leaflet" }).addTo(carte);
  const tuiles = TUILES[fixe.fond];
  if (tuiles) L.tileLayer(tuiles.adresse, { attribution: tuiles.credit, maxZoom: 18 }).addTo(carte);
  ["veille", "choix", "noms"].forEach((nom, rang) => {
    carte.createPane(nom).style.zIndex = 450 + rang;
    carte.getPane(nom).style.pointerEvents = "none";
  });
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
    pointToLayer: rond,
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
  const veille = L.layerGroup().addTo(carte);
  const choix = L.layerGroup().addTo(carte);

  const nommer = placeurDeNoms(carte, quartiers, communes, fixe, () => etat);

  // Un contrat est un point : sa taille est celle de l'écran, non celle du terrain.
  function rond(objet, lieu) {
    return L.circleMarker(lieu, { radius: fixe.grand ? 17 : 10 });
  }

  function enVeille(quartier, type) {
    return (quartier.type || type) === "QVA";
  }

  function styleQuartier(quartier, type) {
    const remplissages = { classe: quartier.couleur, secret: "url(#hachures)" };
    return {
      color: etat.sombre && !tuiles ? "#f2f4f5" : "#1c2b33",
      weight: trait,
      stroke: !enVeille(quartier, type),
      fillColor: remplissages[quartier.genre] || gris(),
      fillOpacity: tuiles ? 0.82 : 1,
    };
  }

  function bulle(proprietes) {
    const quartier = etat.quartiers[proprietes.code] || { texte: "Pas de donnée" };
    const contenu = creer("div");
    contenu.append(
      creer("strong", "", quartier.nom || proprietes.nom),
      creer("span", "", quartier.texte),
      creer("span", "", enVeille(quartier, proprietes.type) ? "Quartier de veille active" : "")
    );
    return contenu;
  }

  // Des tirets noirs se perdraient sur une classe foncée : ils reposent sur un trait clair.
  function marquerVeille() {
    tracer(veille, "veille", (code, type) => enVeille(etat.quartiers[code] || {}, type), [
      { color: "#ffffff", weight: trait * 2 },
      { color: "#1c2b33", weight: trait * 1.5, dashArray: `${trait * 3} ${trait * 3}`, lineCap: "butt" },
    ]);
  }

  // Un liseré clair sous l'accent : il se voit même sur la classe la plus foncée.
  function cercler() {
    tracer(choix, "choix", (code) => etat.choisis.includes(code), [
      { color: "#ffffff", weight: trait * 5.5 }, { color: etat.accent, weight: trait * 3 },
    ]);
  }

  function tracer(groupe, pane, voulu, traits) {
    groupe.clearLayers();
    const retenus = { type: "FeatureCollection", features: [] };
    quartiers.eachLayer(({ feature }) => {
      if (voulu(feature.properties.code, feature.properties.type)) retenus.features.push(feature);
    });
    for (const style of traits) groupe.addLayer(L.geoJSON(retenus, { pane, interactive: false, pointToLayer: rond, style: { ...style, fill: false } }));
  }

  function carre(ligne) {
    const image = creerSvg("svg", { viewBox: "0 0 24 18", "aria-hidden": "true" });
    const contour = { x: 2, y: 2, width: 20, height: 14, stroke: "currentColor", "stroke-width": 1.5 };
    const remplissages = { classe: ligne.couleur, secret: "url(#hachures)", vide: gris() };
    contour.fill = remplissages[ligne.genre] || "none";
    if (ligne.genre === "veille") contour["stroke-dasharray"] = "5 3";
    if (ligne.genre === "choisi") Object.assign(contour, { stroke: etat.accent, "stroke-width": 4 });
    image.append(creerSvg("rect", contour));
    return image;
  }

  function compter(nombre) {
    return nombre === 1 ? `1 ${fixe.sujet}` : `${nombre} ${fixe.sujet}s`;
  }

  function dessinerLegende() {
    const liste = creer("ul");
    for (const ligne of etat.legende) {
      const element = creer("li");
      const suite = ligne.effectif === undefined || fixe.grand ? "" : ` · ${compter(ligne.effectif)}`;
      element.append(carre(ligne), creer("span", "", ligne.texte + suite));
      liste.append(element);
    }
    legende.replaceChildren(creer("p", "titre-legende", etat.titre), liste);
    // De la salle, on lit les classes ; leur méthode et leurs effectifs sont sur la page qu'ouvre le QR code.
    const notes = [fixe.grand ? "" : etat.methode, sansContour()].filter(Boolean).join(" ");
    if (notes) legende.append(creer("p", "methode", notes));
    boite.setAttribute("aria-label", `Carte : ${etat.titre}`);
  }

  function sansContour() {
    if (!charge) return "";
    const traces = new Set();
    quartiers.eachLayer((couche) => traces.add(couche.feature.properties.code));
    const absents = Object.keys(etat.quartiers).filter((code) => !traces.has(code)).length;
    const manque = fixe.sujet === "quartier" ? "contour" : "position";
    return absents ? `${compter(absents)} sans ${manque}, hors de la carte.` : "";
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
    marquerVeille();
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
    else if (!quartiers.getLayers().length) dire("Aucun contour n’est connu pour ce contrat.");
    cadrer();
    appliquer();
    boite.dataset.prete = "oui"; // les essais en navigateur l'attendent
  });
  carte.on("moveend", () => { if (charge) nommer(); });
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
