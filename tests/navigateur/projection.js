// Tout le texte qu'on voit à l'écran, sa taille, son contraste, sa place : page, graphiques (SVG), carte.
() => {
  const rgba = (texte) => {
    const lu = (texte.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return texte.startsWith("color(") ? [...lu.slice(0, 3).map((v) => v * 255), lu[3] ?? 1] : [...lu.slice(0, 3), lu[3] ?? 1];
  };
  const poser = ([r, v, b, a], fond) => [r, v, b].map((c, i) => c * a + fond[i] * (1 - a));
  const clarte = (couleur) => couleur.reduce((somme, c, i) => {
    const x = c / 255;
    return somme + [0.2126, 0.7152, 0.0722][i] * (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  }, 0);
  const contraste = (a, b) => {
    const [haut, bas] = [clarte(a), clarte(b)].sort((x, y) => y - x);
    return (haut + 0.05) / (bas + 0.05);
  };
  const ancetres = (element) => {
    const suite = [];
    for (let e = element; e; e = e.parentElement) suite.push(e);
    return suite;
  };
  const fondDe = (element, base) => ancetres(element).reverse().reduce(
    (fond, e) => poser(rgba(getComputedStyle(e).backgroundColor), fond), base);
  // Un montant écrit dans sa barre : son fond est la dernière marque peinte avant lui qui le contient.
  const marqueSous = (texte) => {
    const boite = texte.getBoundingClientRect(), x = boite.x + boite.width / 2, y = boite.y + boite.height / 2;
    const marques = [...(texte.closest(".js-plotly-plot") || texte.closest("svg")).querySelectorAll("path, rect")].filter((m) => {
      if (!(m.compareDocumentPosition(texte) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
      const style = getComputedStyle(m), b = m.getBoundingClientRect();
      return style.fill.startsWith("rgb") && rgba(style.fill)[3] * style.fillOpacity * style.opacity > 0.5
        && b.left <= x && x <= b.right && b.top <= y && y <= b.bottom;
    });
    return marques.length ? rgba(getComputedStyle(marques.at(-1)).fill) : null;
  };
  const textes = [];
  const relever = (page, dx, dy, base) => {
    const fenetre = page.defaultView, noeuds = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    while (noeuds.nextNode()) {
      const e = noeuds.currentNode.parentElement, texte = noeuds.currentNode.nodeValue.trim();
      if (!texte || e.closest("style, script, title, noscript") ||
        !e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      // Les icônes de Streamlit sont des mots dans une police de dessins.
      const style = fenetre.getComputedStyle(e);
      if (/Material/.test(style.fontFamily)) continue;
      const etendue = page.createRange();
      etendue.selectNodeContents(noeuds.currentNode);
      const r = etendue.getBoundingClientRect();
      // Le lien d'évitement n'a pas de place tant qu'on ne l'atteint pas au clavier.
      const cache = ancetres(e).some((a) => a.clientWidth === 1 && a.clientHeight === 1);
      if (r.width < 2 || r.height < 2 || r.bottom <= 0 || r.right <= 0 || cache) continue;
      const svg = e.closest("text");
      const echelle = svg ? svg.getScreenCTM().a / svg.ownerSVGElement.getScreenCTM().a : 1;
      const opacite = ancetres(e).reduce((o, a) => o * fenetre.getComputedStyle(a).opacity, 1);
      let fond = fondDe(svg ? svg.ownerSVGElement.parentElement : e, base);
      const sous = svg && marqueSous(svg);
      if (sous) fond = poser(sous, fond);
      const encre = rgba(svg ? style.fill : style.color);
      textes.push({
        texte, corps: parseFloat(style.fontSize) * (svg ? echelle : 1),
        contraste: contraste(poser([...encre.slice(0, 3), encre[3] * opacite], fond), fond),
        boite: [r.left + dx, r.top + dy, r.right + dx, r.bottom + dy],
        lieu: ancetres(e).flatMap((a) => [...a.classList, a.dataset.testid || ""]).join(" "),
      });
    }
  };
  relever(document, 0, 0, [255, 255, 255]);
  for (const champ of document.querySelectorAll("input")) {
    const style = getComputedStyle(champ), r = champ.getBoundingClientRect();
    if (!champ.value || !champ.checkVisibility({ visibilityProperty: true })) continue;
    const fond = fondDe(champ, [255, 255, 255]);
    textes.push({
      texte: champ.value, corps: parseFloat(style.fontSize), contraste: contraste(poser(rgba(style.color), fond), fond),
      boite: [r.left, r.top, r.right, r.bottom], lieu: "", coupe: champ.scrollWidth > champ.clientWidth + 1,
    });
  }
  for (const cadre of document.querySelectorAll('iframe[src*="/component/"]')) {
    if (!cadre.checkVisibility()) continue;
    const { left, top } = cadre.getBoundingClientRect();
    relever(cadre.contentDocument, left, top, fondDe(cadre, [255, 255, 255]));
  }
  const qr = document.querySelector(".st-key-qr-projection").getBoundingClientRect();
  return {
    textes, qr: [qr.left, qr.top, qr.right, qr.bottom],
    debord: document.querySelector('[data-testid="stMain"]').scrollHeight - innerHeight,
  };
}
