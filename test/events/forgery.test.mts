import { describe, expect, it } from 'vitest';

import { Chance } from './mutations.mts';
import { deliveryOf, type Scheme } from './scheme.mts';
import { schemes } from './schemes.mts';

const FORGERIES = 100_000;

interface Honest {
	secret: string;
	body: Buffer;
	proof: string;
}

function honest(chance: Chance, { prove, secret: make, headers }: Scheme): Honest {
	const secret = make?.(chance) ?? chance.text(16 + chance.below(32));
	const body = Buffer.from(
		JSON.stringify({ sku: chance.text(1 + chance.below(20)), quantity: -chance.below(9) }),
	);
	const bare = deliveryOf(body, {});
	return { secret, body, proof: prove(secret, { ...bare, headers: headers?.(bare) ?? {} }) };
}

function forged(
	chance: Chance,
	{ same, sameKey, signs }: Scheme,
	{ secret, body, proof }: Honest,
): Honest {
	const where = chance.of(signs ? ['proof', 'secret', 'body'] : ['proof', 'secret']);
	if (where === 'body') return { secret, proof, body: chance.otherBytes(body) };
	if (where === 'secret') return { body, proof, secret: chance.otherText(secret, sameKey) };
	return { body, secret, proof: chance.otherText(proof, same) };
}

describe.each(schemes)('$name', (scheme) => {
	const accepts = async ({ secret, body, proof }: Honest): Promise<boolean> => {
		const headers = { ...scheme.headers?.(deliveryOf(body, {})), [scheme.header]: proof };
		return (await scheme.verify(deliveryOf(body, headers), secret)).ok;
	};

	it('accepts what is honest and none of 100,000 forgeries', async () => {
		const chance = new Chance(20261123);
		const wrong: Array<Honest & { honest: boolean }> = [];
		let sender = honest(chance, scheme);
		for (let i = 0; i < FORGERIES; i++) {
			if (i % (scheme.forgeriesEach ?? 10) === 0) {
				sender = honest(chance, scheme);
				if (!(await accepts(sender))) wrong.push({ ...sender, honest: true });
			}
			const forgery = forged(chance, scheme, sender);
			if (await accepts(forgery)) wrong.push({ ...forgery, honest: false });
		}
		expect(wrong).toEqual([]);
	}, 180_000);
});
