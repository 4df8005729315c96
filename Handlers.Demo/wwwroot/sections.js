// One demonstration at a time: the one that the address names after its #.

export function startSections(nav, sections) {
  const links = [...nav.querySelectorAll('a')];

  const show = () => {
    const name = location.hash.slice(1);
    const link = links.find(({ hash }) => hash === `#${name}`);
    // Other fragments, such as that of the skip link, do not change what is shown.
    if (link === undefined && nav.querySelector('[aria-current]') !== null)
      return;
    const shown = link ?? links[0];
    for (const each of links)
      each.toggleAttribute('aria-current', each === shown);
    shown.setAttribute('aria-current', 'page');
    for (const section of sections)
      section.hidden = `#${section.dataset.name}` !== shown.hash;
    document.title = `Wharf: ${shown.hash.slice(1)}`;
  };

  addEventListener('hashchange', show);
  show();
}
