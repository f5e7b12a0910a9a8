// Les mots que Streamlit ne laisse pas choisir, dits en français dès qu'ils paraissent : menus des tableaux,
// listes sans réponse, noms lus par les lecteurs d'écran. Un texte n'est changé que s'il est l'un d'eux, entier.
(() => {
  const MOTS = {
    "App pages": "Pages", "Navigate to home page": "Revenir à l'accueil", "Expand sidebar": "Ouvrir le menu",
    "Collapse sidebar": "Fermer le menu", "Open": "Ouvrir la liste", "No results": "Aucun choix ne correspond",
    "Select all": "Tout choisir", "Clear all": "Tout effacer", "Clear value": "Effacer", "(index)": "(rang)",
    "Show/hide columns": "Choisir les colonnes", "Search": "Chercher", "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran", "Type to search": "Écrivez pour chercher",
    "Clear selection": "Effacer la sélection", "Copy to clipboard": "Copier", "Copied": "Copié",
    "Dataframe column menu": "Menu de la colonne", "Copy column name": "Copier le nom de la colonne",
    "Sort ascending": "Trier en montant", "Sort descending": "Trier en descendant", "Format": "Format",
    "Autosize": "Ajuster la largeur", "Pin column": "Garder à gauche", "Unpin column": "Ne plus garder à gauche",
    "Hide column": "Cacher la colonne", "Automatic": "Automatique", "Localized": "Français", "Plain": "Brut",
    "Compact": "Abrégé", "Dollar": "Dollar", "Euro": "Euro", "Percent": "Pourcentage", "Scientific": "Scientifique",
    "Accounting": "Comptable", "Distance": "Écart", "Calendar": "Calendrier", "Duration": "Durée",
    "Running...": "Calcul en cours…", "Please wait...": "Un instant…", "Connection error": "Connexion perdue",
    "View less": "Voir moins", "Close": "Fermer", "Previous Result": "Réponse précédente",
    "Next Result": "Réponse suivante", "Close Search": "Fermer la recherche", "Sidebar": "Menu", "streamlit_folium.st_folium": "Carte",
    "Upload": "Choisir un fichier", "Add files": "Ajouter un fichier", "Drag and drop a file here": "Déposez le fichier ici",
    "Drag and drop files here": "Déposez les fichiers ici", "Skip to main content": "Aller au contenu",
  };
  const DEBUTS = [
    ["Show/hide columns: ", "Choisir les colonnes : "], ["Search: ", "Chercher dans : "],
    ["Fullscreen: ", "Plein écran : "], ["Close fullscreen: ", "Quitter le plein écran : "],
    ["Help for ", "Aide : "], ["Remove ", "Retirer "], ["Connecting", "Connexion"],
  ];
  const FINS = [[" — start", " : début"], [" — end", " : fin"]];
  const ATTRIBUTS = ["aria-label", "title", "placeholder"];

  function enFrancais(texte) {
    const net = texte.trim();
    if (net in MOTS) return texte.replace(net, MOTS[net]);
    for (const [anglais, francais] of DEBUTS) if (texte.startsWith(anglais)) return francais + texte.slice(anglais.length);
    if (/^\d+ results?$/.test(net)) return texte.replace(/results?/, "réponses");
    // Le champ qui reçoit un fichier : sa limite, et ses deux refus.
    const taille = net.match(/^(?:File must be )?([\d.]+) ?([KMG])B (?:per file|or smaller\.)$/);
    if (taille) return `${taille[1].replace(".", ",")} ${{ K: "ko", M: "Mo", G: "Go" }[taille[2]]} au plus`;
    if (net.endsWith(" files are not allowed.")) return "Ce type de fichier n'est pas accepté.";
    for (const [anglais, francais] of FINS) if (texte.endsWith(anglais)) return texte.slice(0, -anglais.length) + francais;
    return texte;
  }

  function attributs(element) {
    // Le nom d'une icône (« science icon ») n'apprend rien : elle accompagne toujours un mot.
    if (/^\w+ icon$/.test(element.getAttribute("aria-label") || "")) {
      element.removeAttribute("aria-label");
      element.removeAttribute("role");
      element.setAttribute("aria-hidden", "true");
    }
    for (const nom of ATTRIBUTS) {
      const texte = element.getAttribute(nom);
      const dit = texte && enFrancais(texte);
      if (dit && dit !== texte) element.setAttribute(nom, dit);
    }
  }

  // Un tableau, un titre ou une valeur qui diraient « Search » viendraient des données : on n'y touche pas.
  const COMMANDES = '[role="listbox"], [role="menu"], [role="tooltip"], [role="dialog"], button, .gdg-search-bar, [data-testid^="stDataFrame"], '
    + '[data-testid="stFileUploader"], [data-testid="stSkipToContent"], [data-testid="stTooltipContent"], [data-testid="stElementToolbar"], [data-testid="stConnectionStatus"], [data-testid="stStatusWidget"]';

  function texte(noeud) {
    if (!noeud.parentElement?.closest(COMMANDES)) return;
    const dit = enFrancais(noeud.nodeValue);
    if (dit !== noeud.nodeValue) noeud.nodeValue = dit;
  }

  function parcourir(racine) {
    if (racine.nodeType === Node.TEXT_NODE) return texte(racine);
    if (racine.nodeType !== Node.ELEMENT_NODE || racine.closest("svg")) return;
    attributs(racine);
    racine.querySelectorAll("[aria-label], [title], [placeholder]").forEach(attributs);
    // Le menu du téléphone met ses rubriques dans une liste mal formée : mieux vaut des liens sans liste.
    const menu = '[data-testid="stSidebarNavItems"]';
    racine.parentElement?.querySelectorAll(`${menu}, ${menu} li`).forEach((e) => e.setAttribute("role", "none"));
    const textes = document.createTreeWalker(racine, NodeFilter.SHOW_TEXT);
    while (textes.nextNode()) texte(textes.currentNode);
  }

  new MutationObserver((changements) => {
    for (const { type, target, addedNodes } of changements) {
      if (type === "attributes") attributs(target);
      else if (type === "characterData") texte(target);
      else addedNodes.forEach(parcourir);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTS,
  });
})();
