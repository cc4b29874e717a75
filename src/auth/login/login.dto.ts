import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';

export class LoginRequest {
  /** What `wx.login` gave. */
  @ApiProperty({
    description:
      'The `code` that `wx.login` gave: five minutes old at most, never exchanged by anybody else.',
    example: '0d3F9z0w3PnzVi2xyz0w3Z2Zqf1F9z0M',
    pattern: '^[\\x21-\\x7E]{1,256}$',
  })
  @Matches(/^[\x21-\x7E]{1,256}$/, { message: 'must be 1 to 256 printable ASCII characters without spaces' })
  @IsString({ message: 'must be a string' })
  code: string;
}

export class LoginResponse {
  @ApiProperty({ description: 'For the header `Authorization: Bearer <token>`.', example: 'eyJhbGciOi…' })
  readonly token: string;

  @ApiProperty({ enum: ['Bearer'], example: 'Bearer' })
  readonly tokenType: 'Bearer';

  @ApiProperty({ description: 'Seconds.', example: 7200 })
  readonly expiresIn: number;

  @ApiProperty({ description: 'Opaque; the same for a user for ever.', example: 'u_5Jx1vY0m3mTq9yqkU0bQ7A' })
  readonly userId: string;
}
