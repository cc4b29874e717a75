import { Body, Controller, Header, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, BODY_PROBLEMS } from '../../http/api-problems.decorator.js';
import { contractValidationPipe } from '../../http/validation.js';
import { RateLimitPerAddress } from '../../limits/rate-limit.decorators.js';
import { JwtStrategy } from '../jwt.strategy.js';
import { Public } from '../public.decorator.js';
import { LoginRequest, LoginResponse } from './login.dto.js';
import { LoginService } from './login.service.js';

@ApiTags('Mini Program')
@Controller('v1/mini')
export class LoginController {
  constructor(
    private readonly service: LoginService,
    private readonly strategy: JwtStrategy,
  ) {}

  @Post('login')
  @Public()
  @RateLimitPerAddress()
  @HttpCode(HttpStatus.OK)
  // RFC 6749, 5.1: what carries a token must not be kept by anybody on the way.
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'login',
    summary: 'Log in with the code of `wx.login`; repeating a code within its life gives the same user',
  })
  @ApiOkResponse({ type: LoginResponse })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'LOGIN_CODE_INVALID',
    'USER_BLOCKED',
    'RATE_LIMITED',
    'WECHAT_ERROR',
    'LOGIN_NOT_CONFIGURED',
  )
  async login(@Body(contractValidationPipe()) { code }: LoginRequest): Promise<LoginResponse> {
    const answer = await this.service.login(code);
    this.strategy.introduce(answer.token);
    return answer;
  }
}
