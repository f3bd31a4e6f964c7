import type { Entry } from './errors.mts';
import { fail } from './errors.mts';
import { valueOf } from './filter.mts';
import type { Resource } from './schema.mts';
import type { Row, Shop } from './shop.mts';

export type View = 'list' | 'details' | 'written';

export interface Picture {
	resource: Resource;
	rows: Row[];
	view: View;
	/** The field names to show; undefined = ids only. */
	fields: string[] | undefined;
	display: boolean;
	associations: boolean;
}

/** Which fields the `display` of the query asks for, in the shop's own order. */
export function fieldsToDisplay(resource: Resource, display: string | null): string[] | undefined {
	const all = ['id', ...resource.fields.map((field) => field.name)];
	if (display === null || display === 'minimum') return undefined;
	if (display === 'full') return all;
	const inside = /^\[(.*)\]$/.exec(display)?.[1];
	if (inside === undefined) {
		const text = `The 'display' syntax is wrong. You can set 'full' or '[field_1,field_2,field_3,...]'. These are available: ${all.join(', ')}`;
		return fail(400, 36, text);
	}
	const wanted = inside.split(',').map((name) => name.trim());
	const unknown = wanted.find((name) => !all.includes(name));
	if (unknown !== undefined) {
		const text = `Unable to display this field "${unknown}". However, these are available: ${all.join(', ')}`;
		return fail(400, 35, text);
	}
	return all.filter((name) => wanted.includes(name));
}

type Links = Record<string, Record<string, string>[]>;

function associationsOf(shop: Shop, resource: Resource, row: Row): Links {
	if (resource.name !== 'products') return {};
	const mine = (name: string) =>
		(shop.rows.get(name) ?? []).filter((other) => other.values['id_product'] === String(row.id));
	const combinations = mine('combinations').map(({ id }) => ({ id: String(id) }));
	return {
		categories: [{ id: '2' }],
		...(combinations.length > 0 && { combinations }),
		stock_availables: mine('stock_availables').map(({ id, values }) => ({
			id: String(id),
			id_product_attribute: values['id_product_attribute'] ?? '0',
		})),
	};
}

/** From 8 on a single object loses its members that are 0 or empty (prestashop sheet, section 3). */
export function json(shop: Shop, picture: Picture, major: number): string {
	const { resource, rows, view, fields, display, associations } = picture;
	if (!fields) {
		const ids = rows.map(({ id }) => ({ id }));
		return JSON.stringify(ids.length > 0 ? { [resource.name]: ids } : []);
	}
	const objects = rows.map((row) => {
		const object: Record<string, unknown> = {};
		for (const name of fields) object[name] = valueOf(row, name);
		if ('id' in object && view !== 'written') object['id'] = row.id;
		const links = associations ? associationsOf(shop, resource, row) : {};
		return Object.keys(links).length > 0 ? { ...object, associations: links } : object;
	});
	if (view === 'list' || display) {
		return JSON.stringify(objects.length > 0 ? { [resource.name]: objects } : []);
	}
	const last = Object.entries(objects.at(-1) ?? {});
	const shown = major < 8 ? last : last.filter(([, value]) => value !== '0' && value !== '');
	return JSON.stringify({ [resource.node]: Object.fromEntries(shown) });
}

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const root = '<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">';
const cdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
const document = (content: string) => `${prolog}${root}\n${content}</prestashop>\n`;

export function xml(shop: Shop, picture: Picture, baseUrl: string): string {
	const { resource, rows, view, fields, associations } = picture;
	const url = (name: string, id: number | string) => `${baseUrl}/api/${name}/${id}`;
	const nodes = rows.map((row) => {
		if (!fields) {
			return `<${resource.node} id="${row.id}" xlink:href="${url(resource.name, row.id)}"/>\n`;
		}
		const lines = fields.map((name) => {
			const field = resource.fields.find((one) => one.name === name);
			const value = valueOf(row, name);
			if (field?.i18n) return `\t<${name}><language id="1">${cdata(value)}</language></${name}>\n`;
			const linked = field?.link && value !== '0' && value !== '';
			const href = linked ? ` xlink:href="${url(field.link ?? '', value)}"` : '';
			return `\t<${name}${href}>${cdata(value)}</${name}>\n`;
		});
		const links = associations ? linksXml(associationsOf(shop, resource, row)) : '';
		return `<${resource.node}>\n${lines.join('')}${links}</${resource.node}>\n`;
	});
	if (view !== 'list') return document(nodes.join(''));
	return document(`<${resource.name}>\n${nodes.join('')}</${resource.name}>\n`);
}

const singular: Record<string, string> = {
	categories: 'category',
	combinations: 'combination',
	stock_availables: 'stock_available',
};

function linksXml(links: Links): string {
	const lists = Object.entries(links).map(([name, entries]) => {
		const node = singular[name] ?? name;
		const rows = entries.map((entry) => {
			const fields = Object.entries(entry).map(
				([key, value]) => `<${key}>${cdata(value)}</${key}>`,
			);
			return `<${node}>${fields.join('')}</${node}>\n`;
		});
		return `<${name} nodeType="${node}" api="${name}">\n${rows.join('')}</${name}>\n`;
	});
	return lists.length > 0 ? `<associations>\n${lists.join('')}</associations>\n` : '';
}

export const errorsJson = (errors: Entry[]): string => JSON.stringify({ errors });

export function errorsXml(errors: Entry[]): string {
	const nodes = errors.map(
		({ code, message }) =>
			`<error>\n<code>${cdata(String(code))}</code>\n<message>${cdata(message)}</message>\n</error>\n`,
	);
	return document(`<errors>\n${nodes.join('')}</errors>\n`);
}

export function resourceList(
	resources: Map<string, Resource>,
	rights: Record<string, string[]>,
	baseUrl: string,
): string {
	const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD'];
	const nodes = [...resources.keys()]
		.filter((name) => rights[name])
		.map((name) => {
			const flags = methods.map(
				(method) => `${method.toLowerCase()}="${rights[name]?.includes(method) ?? false}"`,
			);
			return `<${name} xlink:href="${baseUrl}/api/${name}" ${flags.join(' ')}>\n</${name}>\n`;
		});
	return document(`<api shopName="Acrylic Art Supplies">\n${nodes.join('')}</api>\n`);
}
