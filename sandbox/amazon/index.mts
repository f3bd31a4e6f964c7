import type { Fake, FakeAnswer, FakeRequest, MakeFake, World } from '../fake.mts';
import type { Result } from './answers.mts';
import {
	ApiError,
	errorBody,
	invalidInput,
	throttledAnswer,
	unauthorized,
	uuid,
} from './answers.mts';
import { Documents } from './documents.mts';
import type { FeedOutcome } from './feeds.mts';
import { Feeds } from './feeds.mts';
import { inventorySummaries } from './inventory.mts';
import { Items } from './items.mts';
import type { Operation } from './limits.mts';
import { Limits, rateHeader } from './limits.mts';
import { Listings, marketplaceId } from './listings.mts';
import { account, Login } from './login.mts';

export interface AmazonFake extends Fake {
	/** How the next feed that is created will end; `done` again after that feed. */
	feedOutcome: FeedOutcome;
}

const participations = {
	payload: [
		{
			marketplace: {
				id: marketplaceId,
				countryCode: 'US',
				name: 'Amazon.com',
				defaultCurrencyCode: 'USD',
				defaultLanguageCode: 'en_US',
				domainName: 'www.amazon.com',
			},
			participation: { isParticipating: true, hasSuspendedListings: false },
			storeName: 'Acrylic Art Supplies',
		},
	],
};

function segments(path: string): string[] {
	try {
		return path.split('/').slice(1).map(decodeURIComponent);
	} catch {
		throw invalidInput();
	}
}

interface Call {
	operation: Operation;
	run(): Result | 'throttled';
}

export const make = ((world: World): AmazonFake => {
	const login = new Login(world);
	const limits = new Limits(world.clock);
	const listings = new Listings(world);
	const items = new Items(world, listings);
	const documents = new Documents(world);
	const feeds = new Feeds(world, listings, documents);

	const callOf = (request: FakeRequest): Call | undefined => {
		const { method, query } = request;
		const [first = '', second, ...rest] = segments(request.path).slice(3);
		if (rest.length > 0) return undefined;
		const route = `${method} ${request.path.split('/').slice(1, 4).join('/')}`;
		const call = (operation: Operation, run: Call['run']): Call => ({ operation, run });
		if (route === 'GET sellers/v1/marketplaceParticipations') {
			return call('getMarketplaceParticipations', () => ({ status: 200, body: participations }));
		}
		if (route === 'GET fba/inventory/v1' && first === 'summaries') {
			return call('getInventorySummaries', () => inventorySummaries(listings, query));
		}
		if (second === undefined && route === 'GET listings/2021-08-01/items') {
			return call('searchListingsItems', () => items.search(first, query));
		}
		if (second !== undefined && route === 'GET listings/2021-08-01/items') {
			return call('getListingsItem', () => items.get(first, second, query));
		}
		if (second !== undefined && route === 'PATCH listings/2021-08-01/items') {
			return call('patchListingsItem', () => items.patch(first, second, request));
		}
		if (second !== undefined && route === 'DELETE listings/2021-08-01/items') {
			return call('deleteListingsItem', () => items.delete(first, second, query));
		}
		switch (`${route}${first && '/{id}'}`) {
			case 'POST feeds/2021-06-30/documents':
				return call('createFeedDocument', () => feeds.createDocument(request));
			case 'GET feeds/2021-06-30/documents/{id}':
				return call('getFeedDocument', () => feeds.getDocument(first));
			case 'POST feeds/2021-06-30/feeds':
				return call('createFeed', () => feeds.create(request, limits));
			case 'GET feeds/2021-06-30/feeds/{id}':
				return call('getFeed', () => feeds.get(first));
			case 'GET feeds/2021-06-30/feeds':
				return call('getFeeds', () => feeds.list(query));
			case 'DELETE feeds/2021-06-30/feeds/{id}':
				return call('cancelFeed', () => feeds.cancel(first));
		}
		return undefined;
	};

	const answer = ({ operation }: Call, { status, body }: Result): FakeAnswer => ({
		status,
		headers: {
			...(body !== undefined && { 'content-type': 'application/json' }),
			'x-amzn-ratelimit-limit': rateHeader(operation),
			'x-amzn-requestid': uuid(world),
		},
		// Answers of the listings API may begin with a line break (recorded).
		body: body !== undefined && operation.includes('Listings') ? `\n${JSON.stringify(body)}` : body,
	});

	const failure = (error: ApiError, call: Call | undefined): FakeAnswer => {
		const rated = call && error.status !== 403;
		return {
			status: error.status,
			headers: {
				'content-type': 'application/json',
				...(rated && { 'x-amzn-ratelimit-limit': rateHeader(call.operation) }),
				'x-amzn-requestid': uuid(world),
			},
			body: errorBody(error),
		};
	};

	const serve = (request: FakeRequest): FakeAnswer => {
		let call: Call | undefined;
		try {
			login.check(request);
			call = callOf(request);
			if (!call) throw unauthorized();
			const limited = call.operation !== 'createFeed';
			if (limited && !limits.take(call.operation)) return throttledAnswer(world);
			const result = call.run();
			return result === 'throttled' ? throttledAnswer(world) : answer(call, result);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			return failure(error, call);
		}
	};

	const isLogin = ({ path }: FakeRequest): boolean => path === '/auth/o2/token';

	return {
		slug: 'amazon',
		name: 'Amazon',
		async handle(request) {
			feeds.advance();
			if (isLogin(request)) return login.token(request);
			const file = /^\/_feeds\/([^/]+)$/.exec(request.path)?.[1];
			return file === undefined ? serve(request) : documents.serve(request, file);
		},
		shelf() {
			feeds.advance();
			return listings.shelf();
		},
		get seller() {
			feeds.advance();
			return listings.seller;
		},
		get feedOutcome() {
			return feeds.outcome;
		},
		set feedOutcome(outcome) {
			feeds.outcome = outcome;
		},
		throttled: () => throttledAnswer(world),
		troubles: ['itemRefused', 'workStuck', 'workFailed'],
		expired: () => failure(unauthorized(), undefined),
		isLogin,
		account: {
			clientId: account.clientId,
			clientSecret: account.clientSecret,
			refreshToken: account.refreshToken,
			environment: 'custom',
			customHost: world.baseUrl('amazon'),
			sellerId: account.sellerId,
			marketplaceIds: marketplaceId,
		},
	};
}) satisfies MakeFake;
