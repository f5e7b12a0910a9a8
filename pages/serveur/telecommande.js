// En projection seulement (mode=projection dans l'adresse) : les touches pressent les boutons de la page
// (pages/composants/telecommande.py), F met en plein écran, et la page redit sa taille quand elle change.
(() => {
  const PAS = { ArrowLeft: "precedent", PageUp: "precedent", ArrowRight: "suivant", PageDown: "suivant" };
  const DANS_UN_CHAMP = 'input, textarea, select, [contenteditable="true"], [role="slider"], [role="tab"]';
  const OUVERT = '[data-testid="stPopoverBody"], [role="listbox"], [role="dialog"], [role="menu"]';
  const projete = () => new URLSearchParams(location.search).get("mode") === "projection";
  let sortie = -Infinity; // quand on a quitté le plein écran

  // Une liste refermée garde le curseur après un choix : la télécommande doit encore passer à la suite.
  function ecrit(cible, touche) {
    const champ = cible.closest?.(DANS_UN_CHAMP);
    if (!champ) return false;
    const listeFermee = champ.getAttribute("role") === "combobox" && champ.getAttribute("aria-expanded") !== "true";
    return !(listeFermee && touche.length > 1);
  }

  function presser(nom) {
    document.querySelector(`.st-key-touche-${nom} button:not([disabled])`)?.click();
  }

  function pleinEcran() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {}); // refusé dans un cadre d'un autre site
  }

  function touche(evenement) {
    const { key, target } = evenement;
    if (!projete() || evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    if (key === "Escape") {
      // Le premier Échap sort du plein écran, ou ferme ce qui est ouvert ; le suivant quitte la projection.
      if (document.fullscreenElement) document.exitFullscreen();
      else if (performance.now() - sortie > 600) {
        if (ecrit(target, key) || document.querySelector(OUVERT)) return;
        presser("quitter");
      }
    } else if (ecrit(target, key)) return;
    else if (key in PAS) evenement.repeat || presser(PAS[key]);
    else if (key === "f" || key === "F") evenement.repeat || pleinEcran();
    else return;
    evenement.preventDefault();
    evenement.stopImmediatePropagation();
  }

  addEventListener("keydown", touche, true);
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) sortie = performance.now();
  });
  // La carte est une page dans la page : cliquée, elle garderait les touches pour elle.
  document.addEventListener("load", ({ target }) => {
    if (target.tagName === "IFRAME") target.contentWindow?.addEventListener("keydown", touche, true);
  }, true);

  // Les graphiques comptent en pixels : en plein écran, le serveur doit les refaire à la nouvelle taille.
  let avant = "";
  setInterval(() => {
    const taille = `${innerWidth}x${innerHeight}`;
    const champ = projete() && document.querySelector(".st-key-taille-ecran input");
    if (champ && taille === avant && champ.value !== taille) {
      const prive = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `ecran=${taille}; path=/; SameSite=Lax${prive}`;
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(champ, taille);
      champ.dispatchEvent(new Event("input", { bubbles: true }));
      setTimeout(() => champ.dispatchEvent(new FocusEvent("focusout", { bubbles: true })), 50);
    }
    avant = taille;
  }, 400);
})();
