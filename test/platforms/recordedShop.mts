import nock from 'nock';
import type { Clock } from '../../sandbox/fake.mts';
import { fastClock, setProductClock } from '../shop.mts';

/** A request as nock sees it. */
export interface Seen {
	method: string;
	path: string;
	query: URLSearchParams;
	body: ReturnType<typeof JSON.parse>;
}

export type Said = { status?: number; headers?: Record<string, string>; body: unknown };

/** A shop in which every answer is given by the test; no other address can be reached until it is closed. */
export function recordedShop(
	origin: string,
	answer: (seen: Seen) => Said,
	clock: Clock = fastClock(1000),
) {
	const restoreClock = setProductClock(clock);
	const seen: Seen[] = [];
	nock.disableNetConnect();
	for (const method of ['GET', 'POST'] as const) {
		nock(origin)
			.persist()
			.intercept(/.*/, method)
			.reply(async (request: Request) => {
				const { pathname: path, searchParams: query } = new URL(request.url);
				const text = await request.text();
				const one: Seen = { method, path, query, body: text ? JSON.parse(text) : undefined };
				seen.push(one);
				const { status = 200, headers = {}, body: said } = answer(one);
				return [
					status,
					JSON.stringify(said),
					{ 'content-type': 'application/json; charset=UTF-8', ...headers },
				];
			});
	}
	return {
		seen,
		close() {
			nock.cleanAll();
			nock.enableNetConnect();
			restoreClock();
		},
	};
}
