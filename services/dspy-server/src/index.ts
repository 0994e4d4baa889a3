export { APIGateway, CronGateway, type GatewayRequest, type GatewayValues } from './gateways/gateway.ts';
