using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Requantizes eight channels of four pixels at a time with AVX2. <see cref="RequantizerConstants"/> says why it is exact.</summary>
internal readonly unsafe struct RequantizerLanes(Int8Output output, RequantizerConstants constants)
{
    private const int Pixels = 4;

    private readonly RequantizerConstants _constants = constants;
    private readonly short _zeroPoint = (short)(output.ZeroPoint + EngineCodes.Offset);
    private readonly byte _min = EngineCodes.FromCode((sbyte)output.Min);
    private readonly byte _max = EngineCodes.FromCode((sbyte)output.Max);

    /// <summary>A way of rounding.</summary>
    public interface IRounding
    {
        /// <summary>Whether a second rounding follows the first.</summary>
        static abstract bool IsTwice { get; }

        /// <summary>Whether ties go to the even neighbor.</summary>
        static abstract bool IsToEven { get; }
    }

    /// <summary>Requantizes all channels of all pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TRounding>(in RequantizerArguments a)
        where TRounding : struct, IRounding
    {
        Vector256<short> zeroPoint = Vector256.Create(_zeroPoint);
        Vector256<byte> min = Vector256.Create(_min);
        Vector256<byte> max = Vector256.Create(_max);
        Vector256<int> order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
        for (int channel = 0; channel < _constants.Channels; channel += RequantizerConstants.Lanes)
        {
            Lanes lanes = new(_constants.Start + (channel / RequantizerConstants.Lanes * RequantizerConstants.Stride));
            int count = Math.Min(_constants.Channels - channel, RequantizerConstants.Lanes);
            byte* target = a.Target + channel;
            for (int pixel = 0; pixel < a.Pixels; pixel += Pixels)
            {
                // Beyond the last pixel it counts again: the same codes are written once more to the same place.
                int last = a.Pixels - 1 - pixel;
                int second = Math.Min(1, last), third = Math.Min(2, last), fourth = Math.Min(3, last);
                int* sums = a.Sums + ((nint)pixel * a.LeadingSums) + channel;
                Vector256<int> x0 = lanes.Of<TRounding>(Vector256.Load(sums));
                Vector256<int> x1 = lanes.Of<TRounding>(Vector256.Load(sums + ((nint)second * a.LeadingSums)));
                Vector256<int> x2 = lanes.Of<TRounding>(Vector256.Load(sums + ((nint)third * a.LeadingSums)));
                Vector256<int> x3 = lanes.Of<TRounding>(Vector256.Load(sums + ((nint)fourth * a.LeadingSums)));

                // Each step saturates, and all limits contain [min, max]: clamping early gives the code that clamping last does.
                Vector256<short> low = Avx2.AddSaturate(Avx2.PackSignedSaturate(x0, x1), zeroPoint);
                Vector256<short> high = Avx2.AddSaturate(Avx2.PackSignedSaturate(x2, x3), zeroPoint);
                Vector256<byte> codes = Avx2.Min(max, Avx2.Max(min, Avx2.PackUnsignedSaturate(low, high)));

                // Packing left the lower four channels of all pixels in the lower half: one permutation brings each pixel's eight together.
                Vector256<ulong> pixels = Avx2.PermuteVar8x32(codes.AsInt32(), order).AsUInt64();
                int* offsets = a.Offsets + pixel;
                if (count == RequantizerConstants.Lanes)
                {
                    *(ulong*)(target + offsets[0]) = pixels.ToScalar();
                    *(ulong*)(target + offsets[second]) = pixels.GetElement(1);
                    *(ulong*)(target + offsets[third]) = pixels.GetElement(2);
                    *(ulong*)(target + offsets[fourth]) = pixels.GetElement(3);
                }
                else
                {
                    StoreFirst(target + offsets[0], pixels.ToScalar(), count);
                    StoreFirst(target + offsets[second], pixels.GetElement(1), count);
                    StoreFirst(target + offsets[third], pixels.GetElement(2), count);
                    StoreFirst(target + offsets[fourth], pixels.GetElement(3), count);
                }
            }
        }
    }

    private static void StoreFirst(byte* target, ulong codes, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] = (byte)(codes >> (8 * i));
        }
    }

    /// <summary>The constants of eight channels, in registers.</summary>
    private readonly struct Lanes(int* constants)
    {
        private readonly Vector256<int> _even = Vector256.Load(constants + RequantizerConstants.Even);
        private readonly Vector256<int> _odd = Vector256.Load(constants + RequantizerConstants.Odd);
        private readonly Vector256<long> _roundingOfEven = Vector256.Load((long*)(constants + RequantizerConstants.RoundingOfEven));
        private readonly Vector256<long> _roundingOfOdd = Vector256.Load((long*)(constants + RequantizerConstants.RoundingOfOdd));
        private readonly Vector256<ulong> _shiftOfEven = Vector256.Load((ulong*)(constants + RequantizerConstants.ShiftOfEven));
        private readonly Vector256<ulong> _shiftOfOdd = Vector256.Load((ulong*)(constants + RequantizerConstants.ShiftOfOdd));
        private readonly Vector256<int> _addend = Vector256.Load(constants + RequantizerConstants.Addend);
        private readonly Vector256<uint> _signShift = Vector256.Load((uint*)(constants + RequantizerConstants.SignShift));
        private readonly Vector256<uint> _rightShift = Vector256.Load((uint*)(constants + RequantizerConstants.RightShift));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<int> Of<TRounding>(Vector256<int> sums)
            where TRounding : struct, IRounding
        {
            Vector256<long> even = Avx2.Multiply(sums, _even);
            Vector256<long> odd = Avx2.Multiply(Avx2.Shuffle(sums, 0b11_11_01_01), _odd);
            if (TRounding.IsToEven)
            {
                // One less than half rounds ties down; an odd floor adds it back, which makes ties even.
                even += Avx2.ShiftRightLogicalVariable(even, _shiftOfEven) & Vector256<long>.One;
                odd += Avx2.ShiftRightLogicalVariable(odd, _shiftOfOdd) & Vector256<long>.One;
            }

            Vector256<int> evenResults = Avx2.ShiftRightLogicalVariable(even + _roundingOfEven, _shiftOfEven).AsInt32();
            Vector256<int> oddResults = Avx2.ShiftRightLogicalVariable(odd + _roundingOfOdd, _shiftOfOdd).AsInt32();
            Vector256<int> x = Avx2.Blend(evenResults, Avx2.Shuffle(oddResults, 0b10_10_00_00), 0b10101010);
            if (!TRounding.IsTwice)
            {
                return x + _addend;
            }

            Vector256<int> isNegative = Avx2.ShiftRightLogicalVariable(x, _signShift);
            return Avx2.ShiftRightArithmeticVariable(x + _addend - isNegative, _rightShift);
        }
    }

    /// <summary>Of <see cref="RoundingProfile.Tflm"/>.</summary>
    public readonly struct Twice : IRounding
    {
        public static bool IsTwice => true;

        public static bool IsToEven => false;
    }

    /// <summary>Of <see cref="RoundingProfile.Single"/>.</summary>
    public readonly struct Once : IRounding
    {
        public static bool IsTwice => false;

        public static bool IsToEven => false;
    }

    /// <summary>Of <see cref="RoundingProfile.OnnxHalfToEven"/>.</summary>
    public readonly struct OnceToEven : IRounding
    {
        public static bool IsTwice => false;

        public static bool IsToEven => true;
    }
}
