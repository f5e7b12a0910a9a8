// La réponse que porte la page s'efface dès que l'application montre la sienne, entière dans ce qu'on voit : ses
// chiffres, sa phrase, son dessin, ou ce qu'elle dit d'autre, une fois son script fini. D'ici là, le HTML cache
// l'application, qui se fait par morceaux : rien ne bouge sous les yeux.
(() => {
  const SECOURS_MS = 20000;
  const APPLI = '[data-testid="stApp"]', PAGE = '[data-testid="stMain"]', CHIFFRES = ".st-key-chiffres";
  let commencee = 0, rappel;
  const tout = (choix) => [...document.querySelectorAll(choix)];
  const vus = (choix) => tout(`${PAGE} ${choix}`).filter((e) => e.getBoundingClientRect().top < innerHeight);

  function remplacee(reponse) {
    if (!tout(`${PAGE} [data-testid="stElementContainer"]`).length) return false;
    if (!commencee) {
      commencee = performance.now();
      // Un dessin se finit sans toujours changer la page.
      rappel = setInterval(regarder, 200);
    }
    if (performance.now() - commencee > SECOURS_MS) return true;
    const voulus = reponse.querySelectorAll(".chiffre").length;
    const dite = voulus
      ? tout(`${CHIFFRES} [data-testid="stMetricValue"]`).length >= voulus && reponse.querySelector(".dessin")
      : tout(".st-key-constat").length && reponse.querySelector(".dessin");
    const finie = document.querySelector(APPLI).dataset.testScriptState === "notRunning";
    return (finie || (dite && vus(".stPlotlyChart, iframe").length > 0)) && entiere();
  }

  // Un morceau de script qui manque laisse une forme grise à la place de l'élément ; un graphique et une carte
  // se dessinent après coup.
  function entiere() {
    const carte = document.querySelector("#reponse [data-genre=carte]");
    return !vus('[data-testid*="keleton"]').length
      && (!carte || tout(`${PAGE} iframe`).length > 0)
      && vus(".stPlotlyChart").every((e) => e.querySelector(".main-svg"))
      && vus("iframe").every((e) => e.offsetHeight > 1);
  }

  function retirer(reponse) {
    const lu = reponse.scrollTop;
    guet.disconnect();
    clearInterval(rappel);
    reponse.remove();
    const page = document.querySelector(PAGE);
    if (page && lu) page.scrollTop = lu;
  }

  function regarder() {
    const reponse = document.getElementById("reponse");
    if (reponse && remplacee(reponse)) retirer(reponse);
  }

  // Une fois par image : regarder à chaque changement ferait recalculer la page sans cesse.
  let prevu = 0;
  const guet = new MutationObserver(() => {
    prevu ||= requestAnimationFrame(() => {
      prevu = 0;
      regarder();
    });
  });
  guet.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });
  // Qui veut déjà se servir de l'application la voit, faite ou non.
  addEventListener("click", (e) => {
    const reponse = document.getElementById("reponse");
    if (reponse && commencee && !e.target.closest?.("#reponse a")) retirer(reponse);
  }, true);
})();
