// Dans la page, avant tout script : note quand paraît ce qu'un visiteur attend. Lu par navigateur.py.
(() => {
  if (window !== top) return;
  const banc = window.__banc = { decalages: [], places: {} };
  const texte = (e) => e.innerText.replace(/\s+/g, ' ').trim();
  const vue = (choix) => [...document.querySelectorAll(choix)].find((e) => e.checkVisibility() && texte(e));

  new PerformanceObserver((liste) => {
    for (const d of liste.getEntries()) if (!d.hadRecentInput) banc.decalages.push([d.startTime, d.value]);
  }).observe({ type: 'layout-shift', buffered: true });

  // À chaque image : ce qui paraît ici est peint à la suivante, qui en donne l'heure.
  const noter = (nom, heure, valeur = heure) => { if (!(nom in banc)) banc[nom] = valeur; };
  let attendus = [];
  const image = (heure) => {
    for (const nom of attendus) noter(nom, heure);
    attendus = [];
    // La phrase, et non « Un instant… » : une réponse qui a tardé n'est pas lisible.
    const html = vue('#reponse h2'), phrase = vue('#root .st-key-constat h2');
    if (html) {
      noter('origine', 0, 'html');
      // Où elle était avant que l'application ne le reprenne.
      banc.places[texte(html)] ??= html.getBoundingClientRect().top;
    }
    if (phrase) noter('origine', 0, 'application');
    if ((html || phrase) && !('reponse' in banc)) attendus.push('reponse');
    if (!('phrase' in banc) && phrase) attendus.push('phrase');
    if (!('chiffre' in banc) && vue('#root .st-key-chiffres [data-testid="stMetricValue"]')) attendus.push('chiffre');
    requestAnimationFrame(image);
  };
  requestAnimationFrame(image);

  // Tout est dessiné : le premier instant d'un état qui ne change plus pendant REPOS millisecondes.
  const REPOS = 900;
  let avant = '', debut = 0;
  const guet = setInterval(() => {
    const etat = document.body ? PRET() : '', heure = performance.now();
    if (!etat || etat !== avant) { avant = etat; debut = heure; return; }
    if (heure - debut < REPOS) return;
    clearInterval(guet);
    const dite = vue('#root .st-key-constat h2');
    const place = dite && banc.places[texte(dite)];
    if (place !== undefined && place !== null) banc.saut = Math.abs(dite.getBoundingClientRect().top - place);
    banc.peint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    banc.tout = debut;
  }, 80);
})();
