import type { FakeAnswer, FakeRequest } from '../../sandbox/fake.mts';
import type { TestShop } from '../shop.mts';

export type Hook = (request: FakeRequest, next: () => Promise<FakeAnswer>) => Promise<FakeAnswer>;

/**
 * Stands between the product and a fake: to change something at a moment, or to answer what the fake never would. Requests that only
 * fetch a token pass.
 */
export function intercept(shop: TestShop, slug: string, hook: Hook): void {
	const { sandbox } = shop;
	const own = sandbox.handle.bind(sandbox);
	sandbox.handle = async (to, request) => {
		const next = () => own(to, request);
		const concerned = to === slug && !sandbox.fakes.get(slug)?.isLogin(request);
		return concerned ? await hook(request, next) : await next();
	};
}

/** Runs `act` right before the first request that `matches`. */
export function before(
	shop: TestShop,
	slug: string,
	matches: (request: FakeRequest) => boolean,
	act: () => unknown,
): void {
	let done = false;
	intercept(shop, slug, async (request, next) => {
		if (!done && matches(request)) {
			done = true;
			await act();
		}
		return await next();
	});
}

export const json = (status: number, body: unknown): FakeAnswer => ({
	status,
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});

export const bodyOf = (request: Pick<FakeRequest, 'body'>) =>
	JSON.parse(request.body.toString('utf8') || '{}') as ReturnType<typeof JSON.parse>;
