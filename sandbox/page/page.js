const find = (id) => document.getElementById(id);
const words = { onSale: 'on sale', soldOut: 'sold out', hidden: 'hidden' };

/** What each cell said last, so that a change can be seen. */
const before = new Map();
let latest = {};

function element(tag, { text, className, ...rest } = {}, children = []) {
	const node = document.createElement(tag);
	if (text !== undefined) node.textContent = text;
	if (className) node.className = className;
	Object.assign(node, rest);
	node.append(...children);
	return node;
}

async function post(action, body) {
	const response = await fetch(`/_sandbox/${action}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (!response.ok) window.alert((await response.json()).error);
}

function cell(slug, item, place) {
	const key = `${slug}/${item.sku}/${place}`;
	const says = `${item.state} ${item.quantity} ${item.note ?? ''}`;
	const changed = before.has(key) && before.get(key) !== says;
	before.set(key, says);
	const pieces = item.quantity === null ? '' : ` ${item.quantity}`;
	const text = {
		onSale: pieces || words.onSale,
		soldOut: words.soldOut + (item.quantity === 0 ? '' : pieces),
		hidden: words.hidden + pieces,
	}[item.state];
	return element(
		'div',
		{
			className: `cell ${item.state}${changed ? ' changed' : ''}`,
			title: [`${item.title}: ${words[item.state]}${pieces}`, item.note].filter(Boolean).join(', '),
		},
		[element('span', { text }), ...(item.note ? [element('small', { text: item.note })] : [])],
	);
}

/** The article's listings per channel, in the order in which the channels name them. */
function articles(state) {
	const all = new Map();
	for (const [slug, { shelf }] of Object.entries(state)) {
		for (const item of shelf) {
			const article = all.get(item.sku) ?? {
				sku: item.sku,
				title: item.title,
				listings: new Map(),
			};
			article.listings.set(slug, [...(article.listings.get(slug) ?? []), item]);
			all.set(item.sku, article);
		}
	}
	return [...all.values()];
}

function sellButton(article, slug) {
	const items = article.listings.get(slug) ?? [];
	const item = items.find(({ state, quantity }) => state === 'onSale' && quantity > 0);
	return element('button', {
		type: 'button',
		text: 'Sell last unit',
		disabled: !item,
		title: item
			? `A customer buys all ${item.quantity} on ${latest[slug].name}`
			: 'Nothing to sell there',
		onclick: () => post('sell', { slug, sku: article.sku, quantity: item.quantity }),
	});
}

function row(article, slugs, sellOn) {
	const name = element('th', { scope: 'row' }, [
		element('div', { className: 'article' }, [
			element('div', {}, [
				element('span', { text: article.title }),
				element('small', { text: article.sku }),
			]),
			sellButton(article, sellOn),
		]),
	]);
	const cells = slugs.map((slug) => {
		const items = article.listings.get(slug);
		return items
			? element(
					'td',
					{},
					items.map((item, place) => cell(slug, item, place)),
				)
			: element('td', { className: 'absent', text: '–' });
	});
	return element('tr', {}, [name, ...cells]);
}

function card(slug, own) {
	return element('div', { className: 'card' }, [
		element('h3', { text: latest[slug].name }),
		...own.flatMap((article) =>
			article.listings
				.get(slug)
				.map((item, place) =>
					element('div', { className: 'listing' }, [
						element('div', {}, [
							element('span', { text: item.title }),
							element('small', { text: item.sku }),
						]),
						cell(slug, item, place),
					]),
				),
		),
	]);
}

function offerChannels(slugs) {
	const select = find('channel');
	if (select.options.length === slugs.length) return;
	select.replaceChildren(
		...slugs.map((slug) => element('option', { value: slug, text: latest[slug].name })),
	);
}

function draw() {
	const slugs = Object.keys(latest);
	offerChannels(slugs);
	const all = articles(latest);
	const single = slugs.length > 1 ? all.filter(({ listings }) => listings.size === 1) : [];
	const common = all.filter((article) => !single.includes(article));
	find('rows')
		.closest('table')
		.classList.toggle('many', slugs.length > 8);
	const left = find('rows').closest('.scroll').scrollLeft;

	find('head').replaceChildren(
		element('tr', {}, [
			element('th', { scope: 'col', text: 'Article' }),
			...slugs.map((slug) =>
				element(
					'th',
					{ scope: 'col', title: `${latest[slug].requests} requests to ${latest[slug].name}` },
					[
						element('span', { text: latest[slug].name }),
						element('small', { text: `${latest[slug].requests} req.` }),
					],
				),
			),
		]),
	);
	find('rows').replaceChildren(
		...common.map((article) => row(article, slugs, find('channel').value)),
	);
	find('specials').hidden = single.length === 0;
	find('cards').replaceChildren(
		...slugs.flatMap((slug) => {
			const own = single.filter(({ listings }) => listings.has(slug));
			return own.length > 0 ? [card(slug, own)] : [];
		}),
	);
	const items = Object.values(latest).flatMap(({ shelf }) => shelf);
	for (const state of Object.keys(words)) {
		find(state).textContent = items.filter((item) => item.state === state).length;
	}
	find('rows').closest('.scroll').scrollLeft = left;
}

find('channel').onchange = draw;
find('reset').onclick = () => post('reset', {});

const events = new EventSource('/_sandbox/events');
const live = (on) => {
	find('live').textContent = on ? 'live' : 'no connection';
	find('live').classList.toggle('on', on);
};
events.onopen = () => live(true);
events.onerror = () => live(false);
events.onmessage = ({ data }) => {
	latest = JSON.parse(data);
	draw();
};
