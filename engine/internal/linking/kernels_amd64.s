#include "textflag.h"

// The inner loops of kernels.go, four entries at a time (AVX2) or eight (AVX-512). Y0 holds the least values so far, Y1 where they are, Y2 the current places.
// VPCMPGTQ a, b, m sets m where b > a; VPBLENDVB m, a, b, d takes a where m is set, else b.

DATA places<>+0(SB)/8, $0
DATA places<>+8(SB)/8, $1
DATA places<>+16(SB)/8, $2
DATA places<>+24(SB)/8, $3
GLOBL places<>(SB), RODATA|NOPTR, $32

DATA places8<>+0(SB)/8, $0
DATA places8<>+8(SB)/8, $1
DATA places8<>+16(SB)/8, $2
DATA places8<>+24(SB)/8, $3
DATA places8<>+32(SB)/8, $4
DATA places8<>+40(SB)/8, $5
DATA places8<>+48(SB)/8, $6
DATA places8<>+56(SB)/8, $7
GLOBL places8<>(SB), RODATA|NOPTR, $64

DATA eight<>+0(SB)/8, $8
GLOBL eight<>(SB), RODATA|NOPTR, $8
DATA four<>+0(SB)/8, $4
GLOBL four<>(SB), RODATA|NOPTR, $8

// most is the largest number, missing is none of network.go, distant far.
DATA most<>+0(SB)/8, $0x7fffffffffffffff
GLOBL most<>(SB), RODATA|NOPTR, $8
DATA missing<>+0(SB)/8, $0x2000000000000000
GLOBL missing<>(SB), RODATA|NOPTR, $8
DATA distant<>+0(SB)/8, $0x1000000000000000
GLOBL distant<>(SB), RODATA|NOPTR, $8
DATA nowhere<>+0(SB)/8, $-1
GLOBL nowhere<>(SB), RODATA|NOPTR, $8

// gap is missing32 of kernels.go as it is read into 64 bits, beyond is absent of network.go.
DATA gap<>+0(SB)/8, $0x7fffffff
GLOBL gap<>(SB), RODATA|NOPTR, $8
DATA beyond<>+0(SB)/8, $0x4000000000000000
GLOBL beyond<>(SB), RODATA|NOPTR, $8

// func hasAVX2() bool
TEXT ·hasAVX2(SB), NOSPLIT, $0-1
	MOVB $0, ret+0(FP)
	MOVL $0, AX
	CPUID
	CMPL AX, $7
	JLT  done
	MOVL $1, AX
	MOVL $0, CX
	CPUID
	// OSXSAVE and AVX
	ANDL $0x18000000, CX
	CMPL CX, $0x18000000
	JNE  done
	MOVL $0, CX
	XGETBV
	// the system saves the registers
	ANDL $6, AX
	CMPL AX, $6
	JNE  done
	MOVL $7, AX
	MOVL $0, CX
	CPUID
	SHRL $5, BX
	ANDL $1, BX
	MOVB BX, ret+0(FP)
done:
	RET

// func hasAVX512() bool
TEXT ·hasAVX512(SB), NOSPLIT, $0-1
	MOVB $0, ret+0(FP)
	MOVL $0, CX
	XGETBV
	// the system saves the masks and all of the wide registers
	ANDL $0xe6, AX
	CMPL AX, $0xe6
	JNE  done
	MOVL $7, AX
	MOVL $0, CX
	CPUID
	SHRL $16, BX
	ANDL $1, BX
	MOVB BX, ret+0(FP)
done:
	RET

// func leastSumAVX2(x, y *int64, n int) (least int64, at int)
TEXT ·leastSumAVX2(SB), NOSPLIT, $64-40
	MOVQ x+0(FP), SI
	MOVQ y+8(FP), DI
	MOVQ n+16(FP), CX
	VPBROADCASTQ most<>(SB), Y0
	VPBROADCASTQ four<>(SB), Y3
	VMOVDQU places<>(SB), Y2
	VPXOR Y1, Y1, Y1
loop:
	VMOVDQU (SI), Y4
	VPADDQ (DI), Y4, Y4
	VPCMPGTQ Y4, Y0, Y5
	VPBLENDVB Y5, Y4, Y0, Y0
	VPBLENDVB Y5, Y2, Y1, Y1
	VPADDQ Y3, Y2, Y2
	ADDQ $32, SI
	ADDQ $32, DI
	SUBQ $4, CX
	JNE  loop
	VMOVDQU Y0, values-64(SP)
	VMOVDQU Y1, ats-32(SP)
	VZEROUPPER
	MOVQ values-64(SP), R8
	MOVQ ats-32(SP), R9
	MOVQ $1, BX
next:
	MOVQ values-64(SP)(BX*8), R10
	MOVQ ats-32(SP)(BX*8), R11
	CMPQ R10, R8
	JGT  skip
	JLT  take
	CMPQ R11, R9
	JGE  skip
take:
	MOVQ R10, R8
	MOVQ R11, R9
skip:
	INCQ BX
	CMPQ BX, $4
	JNE  next
	MOVQ R8, least+24(FP)
	MOVQ R9, at+32(FP)
	RET

// func competeAVX2(best, by, row *int64, here, home int64, n int)
TEXT ·competeAVX2(SB), NOSPLIT, $0-48
	MOVQ best+0(FP), DI
	MOVQ by+8(FP), DX
	MOVQ row+16(FP), SI
	VPBROADCASTQ here+24(FP), Y0
	VPBROADCASTQ home+32(FP), Y1
	MOVQ n+40(FP), CX
loop:
	VMOVDQU (SI), Y4
	VPSUBQ Y0, Y4, Y4
	VMOVDQU (DI), Y5
	VPCMPGTQ Y4, Y5, Y6
	VPBLENDVB Y6, Y4, Y5, Y5
	VMOVDQU Y5, (DI)
	VPMASKMOVQ Y1, Y6, (DX)
	ADDQ $32, SI
	ADDQ $32, DI
	ADDQ $32, DX
	SUBQ $4, CX
	JNE  loop
	VZEROUPPER
	RET

// func raceAVX2(best, by, slab *int64, n int, homes *offer, count int)
// Eight columns at a time stay in registers while all homes pass; at an odd end, four.
TEXT ·raceAVX2(SB), NOSPLIT, $0-48
	MOVQ best+0(FP), DI
	MOVQ by+8(FP), DX
	MOVQ slab+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ homes+32(FP), R8
	MOVQ count+40(FP), R9
	VPBROADCASTQ missing<>(SB), Y15
eight:
	CMPQ CX, $8
	JLT  rest
	VMOVDQA Y15, Y0
	VMOVDQA Y15, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	MOVQ R8, R10
	MOVQ R9, R11
homes8:
	MOVQ (R10), BX
	LEAQ (SI)(BX*8), AX
	VPBROADCASTQ 8(R10), Y4
	VPBROADCASTQ 16(R10), Y5
	VMOVDQU (AX), Y6
	VMOVDQU 32(AX), Y7
	VPSUBQ Y4, Y6, Y6
	VPSUBQ Y4, Y7, Y7
	VPCMPGTQ Y6, Y0, Y8
	VPCMPGTQ Y7, Y1, Y9
	VPBLENDVB Y8, Y6, Y0, Y0
	VPBLENDVB Y9, Y7, Y1, Y1
	VPBLENDVB Y8, Y5, Y2, Y2
	VPBLENDVB Y9, Y5, Y3, Y3
	ADDQ $24, R10
	DECQ R11
	JNE  homes8
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	VMOVDQU Y2, (DX)
	VMOVDQU Y3, 32(DX)
	ADDQ $64, SI
	ADDQ $64, DI
	ADDQ $64, DX
	SUBQ $8, CX
	JMP  eight
rest:
	TESTQ CX, CX
	JEQ  done
	VMOVDQA Y15, Y0
	VPXOR Y2, Y2, Y2
	MOVQ R8, R10
	MOVQ R9, R11
homes4:
	MOVQ (R10), BX
	LEAQ (SI)(BX*8), AX
	VPBROADCASTQ 8(R10), Y4
	VPBROADCASTQ 16(R10), Y5
	VMOVDQU (AX), Y6
	VPSUBQ Y4, Y6, Y6
	VPCMPGTQ Y6, Y0, Y8
	VPBLENDVB Y8, Y6, Y0, Y0
	VPBLENDVB Y8, Y5, Y2, Y2
	ADDQ $24, R10
	DECQ R11
	JNE  homes4
	VMOVDQU Y0, (DI)
	VMOVDQU Y2, (DX)
done:
	VZEROUPPER
	RET

// func relaxAVX2(key, before, row, pay *int64, base, node int64, n int) (least int64, at int)
TEXT ·relaxAVX2(SB), NOSPLIT, $64-72
	MOVQ key+0(FP), DI
	MOVQ before+8(FP), DX
	MOVQ row+16(FP), SI
	MOVQ pay+24(FP), BX
	VPBROADCASTQ base+32(FP), Y9
	VPBROADCASTQ node+40(FP), Y10
	MOVQ n+48(FP), CX
	VPBROADCASTQ distant<>(SB), Y0
	VPBROADCASTQ nowhere<>(SB), Y1
	VPBROADCASTQ four<>(SB), Y3
	VMOVDQU places<>(SB), Y2
loop:
	VMOVDQU (SI), Y4
	VPADDQ (BX), Y4, Y4
	VPADDQ Y9, Y4, Y4
	VMOVDQU (DI), Y5
	VPCMPGTQ Y4, Y5, Y6
	VPBLENDVB Y6, Y4, Y5, Y5
	VMOVDQU Y5, (DI)
	VPMASKMOVQ Y10, Y6, (DX)
	VPCMPGTQ Y5, Y0, Y7
	VPBLENDVB Y7, Y5, Y0, Y0
	VPBLENDVB Y7, Y2, Y1, Y1
	VPADDQ Y3, Y2, Y2
	ADDQ $32, SI
	ADDQ $32, BX
	ADDQ $32, DI
	ADDQ $32, DX
	SUBQ $4, CX
	JNE  loop
	VMOVDQU Y0, values-64(SP)
	VMOVDQU Y1, ats-32(SP)
	VZEROUPPER
	MOVQ values-64(SP), R8
	MOVQ ats-32(SP), R9
	MOVQ $1, BX
next:
	MOVQ values-64(SP)(BX*8), R10
	MOVQ ats-32(SP)(BX*8), R11
	CMPQ R10, R8
	JGT  skip
	JLT  take
	// equal: the lower place, but -1 stands for none
	CMPQ R11, R9
	JCC  skip
take:
	MOVQ R10, R8
	MOVQ R11, R9
skip:
	INCQ BX
	CMPQ BX, $4
	JNE  next
	MOVQ R8, least+56(FP)
	MOVQ R9, at+64(FP)
	RET

// least8 leaves the least of the values in Z0 in R8 and the lowest of its places in Z1 in R9; Z1 is compared without sign, so that -1, which
// stands for none, is the highest.
#define least8 \
	VSHUFI64X2 $0x4e, Z0, Z0, Z4; \
	VPMINSQ Z0, Z4, Z4; \
	VSHUFI64X2 $0xb1, Z4, Z4, Z5; \
	VPMINSQ Z4, Z5, Z4; \
	VPERMILPD $0x55, Z4, Z5; \
	VPMINSQ Z4, Z5, Z4; \
	VPCMPEQQ Z0, Z4, K1; \
	VPTERNLOGQ $0xff, Z6, Z6, Z6; \
	VMOVDQA64 Z1, K1, Z6; \
	VSHUFI64X2 $0x4e, Z6, Z6, Z5; \
	VPMINUQ Z6, Z5, Z6; \
	VSHUFI64X2 $0xb1, Z6, Z6, Z5; \
	VPMINUQ Z6, Z5, Z6; \
	VPERMILPD $0x55, Z6, Z5; \
	VPMINUQ Z6, Z5, Z6; \
	VMOVQ X4, R8; \
	VMOVQ X6, R9

// func leastSumAVX512(x, y *int64, n int) (least int64, at int)
TEXT ·leastSumAVX512(SB), NOSPLIT, $0-40
	MOVQ x+0(FP), SI
	MOVQ y+8(FP), DI
	MOVQ n+16(FP), CX
	VPBROADCASTQ most<>(SB), Z0
	VPBROADCASTQ eight<>(SB), Z3
	VMOVDQU64 places8<>(SB), Z2
	VPXORQ Z1, Z1, Z1
loop:
	VMOVDQU64 (SI), Z4
	VPADDQ (DI), Z4, Z4
	VPCMPGTQ Z4, Z0, K1
	VPMINSQ Z4, Z0, Z0
	VMOVDQA64 Z2, K1, Z1
	VPADDQ Z3, Z2, Z2
	ADDQ $64, SI
	ADDQ $64, DI
	SUBQ $8, CX
	JNE  loop
	least8
	VZEROUPPER
	MOVQ R8, least+24(FP)
	MOVQ R9, at+32(FP)
	RET

// func competeAVX512(best, by, row *int64, here, home int64, n int)
TEXT ·competeAVX512(SB), NOSPLIT, $0-48
	MOVQ best+0(FP), DI
	MOVQ by+8(FP), DX
	MOVQ row+16(FP), SI
	VPBROADCASTQ here+24(FP), Z0
	VPBROADCASTQ home+32(FP), Z1
	MOVQ n+40(FP), CX
loop:
	VMOVDQU64 (SI), Z4
	VPSUBQ Z0, Z4, Z4
	VMOVDQU64 (DI), Z5
	VPCMPGTQ Z4, Z5, K1
	VMOVDQU64 Z4, K1, (DI)
	VMOVDQU64 Z1, K1, (DX)
	ADDQ $64, SI
	ADDQ $64, DI
	ADDQ $64, DX
	SUBQ $8, CX
	JNE  loop
	VZEROUPPER
	RET

// func raceAVX512(best, by, slab *int64, n int, homes *offer, count int)
// Twenty-four columns at a time stay in registers while all homes pass; at the end, eight.
TEXT ·raceAVX512(SB), NOSPLIT, $0-48
	MOVQ best+0(FP), DI
	MOVQ by+8(FP), DX
	MOVQ slab+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ homes+32(FP), R8
	MOVQ count+40(FP), R9
	VPBROADCASTQ missing<>(SB), Z15
wide:
	CMPQ CX, $24
	JLT  rest
	VMOVDQA64 Z15, Z0
	VMOVDQA64 Z15, Z1
	VMOVDQA64 Z15, Z2
	VPXORQ Z3, Z3, Z3
	VPXORQ Z4, Z4, Z4
	VPXORQ Z5, Z5, Z5
	MOVQ R8, R10
	MOVQ R9, R11
homes24:
	MOVQ (R10), BX
	LEAQ (SI)(BX*8), AX
	VPBROADCASTQ 8(R10), Z6
	VPBROADCASTQ 16(R10), Z7
	VMOVDQU64 (AX), Z8
	VMOVDQU64 64(AX), Z9
	VMOVDQU64 128(AX), Z10
	VPSUBQ Z6, Z8, Z8
	VPSUBQ Z6, Z9, Z9
	VPSUBQ Z6, Z10, Z10
	VPCMPGTQ Z8, Z0, K1
	VPCMPGTQ Z9, Z1, K2
	VPCMPGTQ Z10, Z2, K3
	VPMINSQ Z8, Z0, Z0
	VPMINSQ Z9, Z1, Z1
	VPMINSQ Z10, Z2, Z2
	VMOVDQA64 Z7, K1, Z3
	VMOVDQA64 Z7, K2, Z4
	VMOVDQA64 Z7, K3, Z5
	ADDQ $24, R10
	DECQ R11
	JNE  homes24
	VMOVDQU64 Z0, (DI)
	VMOVDQU64 Z1, 64(DI)
	VMOVDQU64 Z2, 128(DI)
	VMOVDQU64 Z3, (DX)
	VMOVDQU64 Z4, 64(DX)
	VMOVDQU64 Z5, 128(DX)
	ADDQ $192, SI
	ADDQ $192, DI
	ADDQ $192, DX
	SUBQ $24, CX
	JMP  wide
rest:
	TESTQ CX, CX
	JEQ  done
	VMOVDQA64 Z15, Z0
	VPXORQ Z3, Z3, Z3
	MOVQ R8, R10
	MOVQ R9, R11
homes8:
	MOVQ (R10), BX
	LEAQ (SI)(BX*8), AX
	VPBROADCASTQ 8(R10), Z6
	VPBROADCASTQ 16(R10), Z7
	VMOVDQU64 (AX), Z8
	VPSUBQ Z6, Z8, Z8
	VPCMPGTQ Z8, Z0, K1
	VPMINSQ Z8, Z0, Z0
	VMOVDQA64 Z7, K1, Z3
	ADDQ $24, R10
	DECQ R11
	JNE  homes8
	VMOVDQU64 Z0, (DI)
	VMOVDQU64 Z3, (DX)
	ADDQ $64, SI
	ADDQ $64, DI
	ADDQ $64, DX
	SUBQ $8, CX
	JMP  rest
done:
	VZEROUPPER
	RET

// func relaxAVX512(key, before, row, pay *int64, base, node int64, n int) (least int64, at int)
TEXT ·relaxAVX512(SB), NOSPLIT, $0-72
	MOVQ key+0(FP), DI
	MOVQ before+8(FP), DX
	MOVQ row+16(FP), SI
	MOVQ pay+24(FP), BX
	VPBROADCASTQ base+32(FP), Z9
	VPBROADCASTQ node+40(FP), Z10
	MOVQ n+48(FP), CX
	VPBROADCASTQ distant<>(SB), Z0
	VPBROADCASTQ nowhere<>(SB), Z1
	VPBROADCASTQ eight<>(SB), Z3
	VMOVDQU64 places8<>(SB), Z2
loop:
	VMOVDQU64 (SI), Z4
	VPADDQ (BX), Z4, Z4
	VPADDQ Z9, Z4, Z4
	VMOVDQU64 (DI), Z5
	VPCMPGTQ Z4, Z5, K1
	VPMINSQ Z4, Z5, Z5
	VMOVDQU64 Z5, (DI)
	VMOVDQU64 Z10, K1, (DX)
	VPCMPGTQ Z5, Z0, K2
	VPMINSQ Z5, Z0, Z0
	VMOVDQA64 Z2, K2, Z1
	VPADDQ Z3, Z2, Z2
	ADDQ $64, SI
	ADDQ $64, BX
	ADDQ $64, DI
	ADDQ $64, DX
	SUBQ $8, CX
	JNE  loop
	least8
	VZEROUPPER
	MOVQ R8, least+56(FP)
	MOVQ R9, at+64(FP)
	RET

// The same over rows of 32 bits, in which gap stands for absent.

// func leastSum32AVX2(x *int32, y *int64, n int) (least int64, at int)
TEXT ·leastSum32AVX2(SB), NOSPLIT, $64-40
	MOVQ x+0(FP), SI
	MOVQ y+8(FP), DI
	MOVQ n+16(FP), CX
	VPBROADCASTQ most<>(SB), Y0
	VPBROADCASTQ four<>(SB), Y3
	VMOVDQU places<>(SB), Y2
	VPXOR Y1, Y1, Y1
	VPBROADCASTQ gap<>(SB), Y11
	VPBROADCASTQ beyond<>(SB), Y12
loop:
	VPMOVSXDQ (SI), Y4
	VPCMPEQQ Y11, Y4, Y5
	VPBLENDVB Y5, Y12, Y4, Y4
	VPADDQ (DI), Y4, Y4
	VPCMPGTQ Y4, Y0, Y5
	VPBLENDVB Y5, Y4, Y0, Y0
	VPBLENDVB Y5, Y2, Y1, Y1
	VPADDQ Y3, Y2, Y2
	ADDQ $16, SI
	ADDQ $32, DI
	SUBQ $4, CX
	JNE  loop
	VMOVDQU Y0, values-64(SP)
	VMOVDQU Y1, ats-32(SP)
	VZEROUPPER
	MOVQ values-64(SP), R8
	MOVQ ats-32(SP), R9
	MOVQ $1, BX
next:
	MOVQ values-64(SP)(BX*8), R10
	MOVQ ats-32(SP)(BX*8), R11
	CMPQ R10, R8
	JGT  skip
	JLT  take
	CMPQ R11, R9
	JGE  skip
take:
	MOVQ R10, R8
	MOVQ R11, R9
skip:
	INCQ BX
	CMPQ BX, $4
	JNE  next
	MOVQ R8, least+24(FP)
	MOVQ R9, at+32(FP)
	RET

// func compete32AVX2(best, by *int64, row *int32, here, home int64, n int)
TEXT ·compete32AVX2(SB), NOSPLIT, $0-48
	MOVQ best+0(FP), DI
	MOVQ by+8(FP), DX
	MOVQ row+16(FP), SI
	VPBROADCASTQ here+24(FP), Y0
	VPBROADCASTQ home+32(FP), Y1
	MOVQ n+40(FP), CX
	VPBROADCASTQ gap<>(SB), Y11
	VPBROADCASTQ beyond<>(SB), Y12
loop:
	VPMOVSXDQ (SI), Y4
	VPCMPEQQ Y11, Y4, Y5
	VPBLENDVB Y5, Y12, Y4, Y4
	VPSUBQ Y0, Y4, Y4
	VMOVDQU (DI), Y5
	VPCMPGTQ Y4, Y5, Y6
	VPBLENDVB Y6, Y4, Y5, Y5
	VMOVDQU Y5, (DI)
	VPMASKMOVQ Y1, Y6, (DX)
	ADDQ $16, SI
	ADDQ $32, DI
	ADDQ $32, DX
	SUBQ $4, CX
	JNE  loop
	VZEROUPPER
	RET

// func race32AVX2(best, by *int64, slab *int32, n int, homes *offer, count int)
// Eight columns at a time stay in registers while all homes pass; at an odd end, four.
TEXT ·race32AVX2(SB), NOSPLIT, $0-48
	MOVQ best+0(FP), DI
	MOVQ by+8(FP), DX
	MOVQ slab+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ homes+32(FP), R8
	MOVQ count+40(FP), R9
	VPBROADCASTQ missing<>(SB), Y15
	VPBROADCASTQ gap<>(SB), Y11
	VPBROADCASTQ beyond<>(SB), Y12
eight:
	CMPQ CX, $8
	JLT  rest
	VMOVDQA Y15, Y0
	VMOVDQA Y15, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	MOVQ R8, R10
	MOVQ R9, R11
homes8:
	MOVQ (R10), BX
	LEAQ (SI)(BX*4), AX
	VPBROADCASTQ 8(R10), Y4
	VPBROADCASTQ 16(R10), Y5
	VPMOVSXDQ (AX), Y6
	VPMOVSXDQ 16(AX), Y7
	VPCMPEQQ Y11, Y6, Y8
	VPCMPEQQ Y11, Y7, Y9
	VPBLENDVB Y8, Y12, Y6, Y6
	VPBLENDVB Y9, Y12, Y7, Y7
	VPSUBQ Y4, Y6, Y6
	VPSUBQ Y4, Y7, Y7
	VPCMPGTQ Y6, Y0, Y8
	VPCMPGTQ Y7, Y1, Y9
	VPBLENDVB Y8, Y6, Y0, Y0
	VPBLENDVB Y9, Y7, Y1, Y1
	VPBLENDVB Y8, Y5, Y2, Y2
	VPBLENDVB Y9, Y5, Y3, Y3
	ADDQ $24, R10
	DECQ R11
	JNE  homes8
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	VMOVDQU Y2, (DX)
	VMOVDQU Y3, 32(DX)
	ADDQ $32, SI
	ADDQ $64, DI
	ADDQ $64, DX
	SUBQ $8, CX
	JMP  eight
rest:
	TESTQ CX, CX
	JEQ  done
	VMOVDQA Y15, Y0
	VPXOR Y2, Y2, Y2
	MOVQ R8, R10
	MOVQ R9, R11
homes4:
	MOVQ (R10), BX
	LEAQ (SI)(BX*4), AX
	VPBROADCASTQ 8(R10), Y4
	VPBROADCASTQ 16(R10), Y5
	VPMOVSXDQ (AX), Y6
	VPCMPEQQ Y11, Y6, Y8
	VPBLENDVB Y8, Y12, Y6, Y6
	VPSUBQ Y4, Y6, Y6
	VPCMPGTQ Y6, Y0, Y8
	VPBLENDVB Y8, Y6, Y0, Y0
	VPBLENDVB Y8, Y5, Y2, Y2
	ADDQ $24, R10
	DECQ R11
	JNE  homes4
	VMOVDQU Y0, (DI)
	VMOVDQU Y2, (DX)
done:
	VZEROUPPER
	RET

// func leastSum32AVX512(x *int32, y *int64, n int) (least int64, at int)
TEXT ·leastSum32AVX512(SB), NOSPLIT, $0-40
	MOVQ x+0(FP), SI
	MOVQ y+8(FP), DI
	MOVQ n+16(FP), CX
	VPBROADCASTQ most<>(SB), Z0
	VPBROADCASTQ eight<>(SB), Z3
	VMOVDQU64 places8<>(SB), Z2
	VPXORQ Z1, Z1, Z1
	VPBROADCASTQ gap<>(SB), Z11
	VPBROADCASTQ beyond<>(SB), Z12
loop:
	VPMOVSXDQ (SI), Z4
	VPCMPEQQ Z11, Z4, K2
	VMOVDQA64 Z12, K2, Z4
	VPADDQ (DI), Z4, Z4
	VPCMPGTQ Z4, Z0, K1
	VPMINSQ Z4, Z0, Z0
	VMOVDQA64 Z2, K1, Z1
	VPADDQ Z3, Z2, Z2
	ADDQ $32, SI
	ADDQ $64, DI
	SUBQ $8, CX
	JNE  loop
	least8
	VZEROUPPER
	MOVQ R8, least+24(FP)
	MOVQ R9, at+32(FP)
	RET

// func compete32AVX512(best, by *int64, row *int32, here, home int64, n int)
TEXT ·compete32AVX512(SB), NOSPLIT, $0-48
	MOVQ best+0(FP), DI
	MOVQ by+8(FP), DX
	MOVQ row+16(FP), SI
	VPBROADCASTQ here+24(FP), Z0
	VPBROADCASTQ home+32(FP), Z1
	MOVQ n+40(FP), CX
	VPBROADCASTQ gap<>(SB), Z11
	VPBROADCASTQ beyond<>(SB), Z12
loop:
	VPMOVSXDQ (SI), Z4
	VPCMPEQQ Z11, Z4, K2
	VMOVDQA64 Z12, K2, Z4
	VPSUBQ Z0, Z4, Z4
	VMOVDQU64 (DI), Z5
	VPCMPGTQ Z4, Z5, K1
	VMOVDQU64 Z4, K1, (DI)
	VMOVDQU64 Z1, K1, (DX)
	ADDQ $32, SI
	ADDQ $64, DI
	ADDQ $64, DX
	SUBQ $8, CX
	JNE  loop
	VZEROUPPER
	RET

// func race32AVX512(best, by *int64, slab *int32, n int, homes *offer, count int)
// Twenty-four columns at a time stay in registers while all homes pass; at the end, eight.
TEXT ·race32AVX512(SB), NOSPLIT, $0-48
	MOVQ best+0(FP), DI
	MOVQ by+8(FP), DX
	MOVQ slab+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ homes+32(FP), R8
	MOVQ count+40(FP), R9
	VPBROADCASTQ missing<>(SB), Z15
	VPBROADCASTQ gap<>(SB), Z11
	VPBROADCASTQ beyond<>(SB), Z12
wide:
	CMPQ CX, $24
	JLT  rest
	VMOVDQA64 Z15, Z0
	VMOVDQA64 Z15, Z1
	VMOVDQA64 Z15, Z2
	VPXORQ Z3, Z3, Z3
	VPXORQ Z4, Z4, Z4
	VPXORQ Z5, Z5, Z5
	MOVQ R8, R10
	MOVQ R9, R11
homes24:
	MOVQ (R10), BX
	LEAQ (SI)(BX*4), AX
	VPBROADCASTQ 8(R10), Z6
	VPBROADCASTQ 16(R10), Z7
	VPMOVSXDQ (AX), Z8
	VPMOVSXDQ 32(AX), Z9
	VPMOVSXDQ 64(AX), Z10
	VPCMPEQQ Z11, Z8, K1
	VPCMPEQQ Z11, Z9, K2
	VPCMPEQQ Z11, Z10, K3
	VMOVDQA64 Z12, K1, Z8
	VMOVDQA64 Z12, K2, Z9
	VMOVDQA64 Z12, K3, Z10
	VPSUBQ Z6, Z8, Z8
	VPSUBQ Z6, Z9, Z9
	VPSUBQ Z6, Z10, Z10
	VPCMPGTQ Z8, Z0, K1
	VPCMPGTQ Z9, Z1, K2
	VPCMPGTQ Z10, Z2, K3
	VPMINSQ Z8, Z0, Z0
	VPMINSQ Z9, Z1, Z1
	VPMINSQ Z10, Z2, Z2
	VMOVDQA64 Z7, K1, Z3
	VMOVDQA64 Z7, K2, Z4
	VMOVDQA64 Z7, K3, Z5
	ADDQ $24, R10
	DECQ R11
	JNE  homes24
	VMOVDQU64 Z0, (DI)
	VMOVDQU64 Z1, 64(DI)
	VMOVDQU64 Z2, 128(DI)
	VMOVDQU64 Z3, (DX)
	VMOVDQU64 Z4, 64(DX)
	VMOVDQU64 Z5, 128(DX)
	ADDQ $96, SI
	ADDQ $192, DI
	ADDQ $192, DX
	SUBQ $24, CX
	JMP  wide
rest:
	TESTQ CX, CX
	JEQ  done
	VMOVDQA64 Z15, Z0
	VPXORQ Z3, Z3, Z3
	MOVQ R8, R10
	MOVQ R9, R11
homes8:
	MOVQ (R10), BX
	LEAQ (SI)(BX*4), AX
	VPBROADCASTQ 8(R10), Z6
	VPBROADCASTQ 16(R10), Z7
	VPMOVSXDQ (AX), Z8
	VPCMPEQQ Z11, Z8, K1
	VMOVDQA64 Z12, K1, Z8
	VPSUBQ Z6, Z8, Z8
	VPCMPGTQ Z8, Z0, K1
	VPMINSQ Z8, Z0, Z0
	VMOVDQA64 Z7, K1, Z3
	ADDQ $24, R10
	DECQ R11
	JNE  homes8
	VMOVDQU64 Z0, (DI)
	VMOVDQU64 Z3, (DX)
	ADDQ $32, SI
	ADDQ $64, DI
	ADDQ $64, DX
	SUBQ $8, CX
	JMP  rest
done:
	VZEROUPPER
	RET
