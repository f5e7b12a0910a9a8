// L'écran projeté suit la salle : chaque seconde il demande où elle en est, et presse le bouton caché qui l'y
// mène (pages/seance/conduite.py). Un fragment de Streamlit ne le peut pas sans risque : la demande d'une page
// que l'on quitte, arrivée après la suivante, ramènerait l'écran en arrière.
(() => {
  let enCours = false, pressee = "", quand = 0;

  async function suivre() {
    const ici = location.href, dit = new URLSearchParams(location.search), code = dit.get("salle");
    if (!code || !dit.has("pas") || dit.get("mode") !== "projection") return;
    const reponse = await fetch(`/salle?code=${encodeURIComponent(code)}`, { cache: "no-store" });
    const { pas } = await reponse.json();
    // La page a pu changer pendant la demande, ou changer en ce moment : elle n'est pressée qu'au repos, une fois.
    const repos = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning";
    if (pas === null || String(pas) === dit.get("pas") || !repos || location.href !== ici) return;
    if (pressee === ici && Date.now() - quand < 8000) return;
    [pressee, quand] = [ici, Date.now()];
    document.querySelector(".st-key-rejoindre-salle button")?.click();
  }

  setInterval(() => {
    if (enCours) return;
    enCours = true;
    suivre().catch(() => {}).finally(() => { enCours = false; });
  }, 1000);
})();
