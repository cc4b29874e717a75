import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import {
  ApiBadGatewayResponse,
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { contractValidationPipe } from '../../http/validation.js';
import { RateLimitPerAddress } from '../../limits/rate-limit.decorators.js';
import { Public } from '../public.decorator.js';
import { LoginRequest, LoginResponse } from './login.dto.js';
import { LoginService } from './login.service.js';

@ApiTags('Mini Program')
@Controller('v1/mini')
export class LoginController {
  constructor(private readonly service: LoginService) {}

  @Post('login')
  @Public()
  @RateLimitPerAddress()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'login',
    summary: 'Log in with the code of `wx.login`; repeating a code within its life gives the same user',
  })
  @ApiOkResponse({ type: LoginResponse })
  @ApiBadRequestResponse({ description: '`INPUT_INVALID` with `errors`, or `BODY_MALFORMED`' })
  @ApiUnauthorizedResponse({ description: '`LOGIN_CODE_INVALID`: call `wx.login` again' })
  @ApiForbiddenResponse({ description: '`USER_BLOCKED` by WeChat' })
  @ApiTooManyRequestsResponse({ description: '`RATE_LIMITED`, with `Retry-After`' })
  @ApiBadGatewayResponse({ description: '`WECHAT_ERROR`' })
  @ApiServiceUnavailableResponse({ description: '`LOGIN_NOT_CONFIGURED`, with `Retry-After`' })
  login(@Body(contractValidationPipe()) { code }: LoginRequest): Promise<LoginResponse> {
    return this.service.login(code);
  }
}
