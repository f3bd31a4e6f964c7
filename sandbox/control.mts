import type { Sandbox } from './sandbox.mts';
import type { ShelfItem } from './fake.mts';
import { isTrouble, type FaultRule } from './faults.mts';

export type State = Record<string, { name: string; requests: number; shelf: ShelfItem[] }>;

export function state(sandbox: Sandbox): State {
	const all: State = {};
	for (const [slug, fake] of sandbox.fakes) {
		all[slug] = { name: fake.name, requests: sandbox.requests(slug), shelf: fake.shelf() };
	}
	return all;
}

export class ControlError extends Error {
	readonly status: number;
	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}

/** The seller's and the tester's buttons: `/_sandbox/<action>`. Answers what is sent back as JSON. */
export function control(
	sandbox: Sandbox,
	method: string,
	action: string,
	query: URLSearchParams,
	body: string,
): unknown {
	const route = `${method} ${action}`;
	switch (route) {
		case 'GET state':
			return state(sandbox);
		case 'GET log':
			return sandbox.log.entries(query.get('slug') ?? undefined);
		case 'GET faults':
			return sandbox.faults.list();
		case 'DELETE faults':
			sandbox.faults.clear();
			return sandbox.faults.list();
		case 'POST faults':
			sandbox.faults.add(faultRule(sandbox, parse(body)));
			return sandbox.faults.list();
		case 'POST reset':
			sandbox.reset();
			return state(sandbox);
		case 'POST sell':
		case 'POST setQuantity':
		case 'POST setHidden':
			return act(sandbox, action, parse(body));
		default:
			throw new ControlError(404, `The sandbox has no "${route}".`);
	}
}

function act(sandbox: Sandbox, action: string, order: Record<string, unknown>): unknown {
	const seller = fakeOf(sandbox, order).seller;
	const { sku, quantity, hidden } = order;
	if (typeof sku !== 'string') throw new ControlError(400, '"sku" must be a text.');
	if (action === 'setHidden') {
		if (typeof hidden !== 'boolean') throw new ControlError(400, '"hidden" must be true or false.');
		seller.setHidden(sku, hidden);
	} else {
		if (typeof quantity !== 'number') throw new ControlError(400, '"quantity" must be a number.');
		if (action === 'sell') seller.sell(sku, quantity);
		else seller.setQuantity(sku, quantity);
	}
	return fakeOf(sandbox, order)
		.shelf()
		.filter((item) => item.sku === sku);
}

function faultRule(sandbox: Sandbox, rule: Record<string, unknown>): FaultRule {
	const fake = fakeOf(sandbox, rule);
	if (rule['kind'] === 'expireToken' && !fake.expired) {
		throw new ControlError(400, `${fake.name} has no tokens that expire.`);
	}
	const { kind } = rule as unknown as FaultRule;
	if (isTrouble(kind) && !fake.troubles?.includes(kind)) {
		throw new ControlError(400, `${fake.name} does not get into "${kind}".`);
	}
	return rule as unknown as FaultRule;
}

function fakeOf(sandbox: Sandbox, { slug }: Record<string, unknown>) {
	const fake = sandbox.fakes.get(String(slug));
	if (!fake) throw new ControlError(404, `There is no platform "${String(slug)}" in the sandbox.`);
	return fake;
}

function parse(body: string): Record<string, unknown> {
	const value: unknown = JSON.parse(body);
	if (typeof value !== 'object' || value === null) throw new ControlError(400, 'Send an object.');
	return value as Record<string, unknown>;
}
