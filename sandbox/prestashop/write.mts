import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Entry } from './errors.mts';
import { fail, phpWarning, WebserviceError } from './errors.mts';
import type { Field, Resource } from './schema.mts';
import { emptyValue, recomputeSum } from './shop.mts';
import type { Row, Shop } from './shop.mts';

interface Element {
	name: string;
	text: string;
	children: Element[];
}

const parser = new XMLParser({
	preserveOrder: true,
	trimValues: false,
	parseTagValue: false,
	ignoreDeclaration: true,
	ignorePiTags: true,
});

/** The entities of a body: the children of its root, whatever the root is called. */
function readEntities(body: string): Element[] {
	if (XMLValidator.validate(body) !== true || !body.includes('<')) {
		const warnings: Entry[] = [];
		if (body !== '') {
			const start = `Entity: line 1: parser error : Start tag expected, '<' not found`;
			for (const text of [start, body.slice(0, 80), '^']) {
				warnings.push(phpWarning(`SimpleXMLElement::__construct(): ${text}`, 1641));
			}
		}
		const text = `XML error : String could not be parsed as XML\nXML length : ${Buffer.byteLength(body)}\nOriginal XML : ${body}`;
		throw new WebserviceError(500, ...warnings, { code: 127, message: text });
	}
	return elements(parser.parse(body))[0]?.children ?? [];
}

function elements(nodes: unknown): Element[] {
	if (!Array.isArray(nodes)) return [];
	return nodes.flatMap((node: Record<string, unknown>) => {
		const name = Object.keys(node).find((key) => key !== ':@');
		if (name === undefined || name === '#text') return [];
		const content = node[name];
		const parts: Record<string, unknown>[] = Array.isArray(content) ? content : [];
		const text = parts.map((part) => String(part['#text'] ?? '')).join('');
		return [{ name, text, children: elements(content) }];
	});
}

const phpInt = (text: string): number => Number.parseInt(text.trim(), 10) || 0;

/** What validateFields says; the quantity has two sentences of its own (prestashop sheet, section 4). */
function invalid(resource: Resource, field: Field, value: string): string | undefined {
	const property = `${resource.className}-&gt;${field.name}`;
	const wrong = `Property ${property} is not valid`;
	const plainInt = /^-?\d+$/.test(value);
	if (field.name === 'quantity' && value !== '' && value === value.trim()) {
		const number = plainInt ? Number(value) : 0;
		const inRange = Math.abs(number) <= 2147483647;
		if (/^[-\d.]/.test(value) ? plainInt && !inRange : !plainInt) {
			return `The range of property ${property} is currently ${number}. It must be between -2147483648 and 2147483647.`;
		}
	}
	switch (field.kind) {
		case 'int':
			return plainInt ? undefined : wrong;
		case 'id':
			return /^\d+$/.test(value) ? undefined : wrong;
		case 'bool':
			return /^[01]$/.test(value) ? undefined : wrong;
		case 'decimal':
			return /^-?\d{1,10}(\.\d{1,9})?$/.test(value) ? undefined : wrong;
		case 'visibility':
			return ['both', 'catalog', 'search', 'none', ''].includes(value) ? undefined : wrong;
		case 'text':
			return field.name === 'reference' && (/[<>;={}]/.test(value) || value.length > 64)
				? wrong
				: undefined;
		case 'date':
			return undefined;
	}
}

function newValues(resource: Resource, entity: Element, method: string): Map<Field, string> {
	const values = new Map<Field, string>();
	for (const field of resource.fields) {
		const given = entity.children.find((one) => one.name === field.name);
		if (given && field.readOnly) {
			const text = `parameter "${field.name}" not writable. Please remove this attribute of this XML`;
			fail(400, 93, text);
		}
		if (given) {
			const language = given.children.find((one) => one.name === 'language');
			values.set(field, field.i18n && language ? language.text : given.text);
		} else if (method === 'PUT' && field.required) {
			fail(400, 41, `parameter "${field.name}" required`);
		} else if (method === 'PUT' && !field.dynamic) {
			values.set(field, emptyValue(field));
		}
	}
	return values;
}

/** PUT and PATCH. Not transactional: what came before the first bad child stays saved. */
export function save(shop: Shop, resource: Resource, method: string, body: string): Row[] {
	const entities = readEntities(body);
	const idOf = (entity: Element) => entity.children.find((one) => one.name === 'id')?.text ?? '';
	const ids = entities
		.filter((entity) => idOf(entity) !== '')
		.map((entity) => phpInt(idOf(entity)));
	if (new Set(ids).size !== ids.length) fail(400, 89, 'id is duplicate in request');
	if (ids.length !== entities.length) fail(400, 90, 'id is required when modifying a resource');

	const saved: Row[] = [];
	for (const [index, entity] of entities.entries()) {
		const row = shop.rows.get(resource.name)?.find(({ id }) => id === ids[index]);
		if (!row) return fail(404, 92, 'Invalid ID');
		const values = newValues(resource, entity, method);
		for (const [field, value] of values) {
			const problem = invalid(resource, field, value);
			if (problem) fail(400, 85, `Validation error: "${problem}"`);
		}
		store(shop, resource, row, values);
		saved.push(row);
	}
	return saved;
}

function store(shop: Shop, resource: Resource, row: Row, values: Map<Field, string>): void {
	const next = { ...row.values };
	for (const [field, value] of values) next[field.name] = value;
	if (resource.name === 'stock_availables' && next['depends_on_stock'] === '1') {
		throw new WebserviceError(
			500,
			{ code: 133, message: 'You cannot update the available stock when it depends on stock.' },
			{ code: 46, message: 'Unable to save resource' },
		);
	}
	if ('date_upd' in next) next['date_upd'] = shop.now();
	row.values = next;
	if (resource.name === 'stock_availables') recomputeSum(shop, row);
}
