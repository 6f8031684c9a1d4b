using System.Runtime.CompilerServices;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Requantizes a vector of channels of four pixels at a time. <see cref="RequantizerConstants"/> says why it is exact.</summary>
internal readonly unsafe struct RequantizerLanes<TSimd, TVector>(Int8Output output, RequantizerConstants constants)
    where TSimd : struct, IRequantizerSimd<TVector>
    where TVector : unmanaged
{
    private readonly int _zeroPoint = (output.ZeroPoint + EngineCodes.Offset) * 0x10001;
    private readonly int _min = (output.Min + EngineCodes.Offset) * 0x1010101;
    private readonly int _max = (output.Max + EngineCodes.Offset) * 0x1010101;

    /// <summary>Requantizes all channels of all pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TRounding>(in RequantizerArguments a)
        where TRounding : struct, IRounding
    {
        // Narrowing saturates, and all its limits contain [min, max]: clamping early gives the code that clamping last does.
        CodeLimits<TVector> limits = new(TSimd.Broadcast(_zeroPoint), TSimd.Broadcast(_min), TSimd.Broadcast(_max));
        nint leading = a.LeadingSums;
        int pixels = a.Pixels;
        int* block = constants.Start;
        for (int channel = 0; channel < constants.Channels; channel += TSimd.Lanes, block += RequantizerConstants.Vectors * TSimd.Lanes)
        {
            int count = Math.Min(constants.Channels - channel, TSimd.Lanes);
            byte* target = a.Target + channel;
            int* sums = a.Sums + channel;
            for (int pixel = 0; pixel < pixels; pixel += 4, sums += 4 * leading)
            {
                // Beyond the last pixel it counts again: the same codes are written once more to the same place.
                int last = pixels - 1 - pixel;
                int second = Math.Min(1, last), third = Math.Min(2, last), fourth = Math.Min(3, last);
                FourSums<TVector> steps;
                steps.A = Steps<TRounding>(TSimd.Load(sums), block);
                steps.B = Steps<TRounding>(TSimd.Load(sums + (second * leading)), block);
                steps.C = Steps<TRounding>(TSimd.Load(sums + (third * leading)), block);
                steps.D = Steps<TRounding>(TSimd.Load(sums + (fourth * leading)), block);
                TVector codes = TSimd.Narrow(in steps, in limits);
                int* offsets = a.Offsets + pixel;
                if (count == TSimd.Lanes)
                {
                    TSimd.Store(target + offsets[0], codes, 0);
                    TSimd.Store(target + offsets[second], codes, 1);
                    TSimd.Store(target + offsets[third], codes, 2);
                    TSimd.Store(target + offsets[fourth], codes, 3);
                }
                else
                {
                    StoreFirst(target, offsets, codes, Math.Min(4, last + 1), count);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Steps<TRounding>(TVector sums, int* constants)
        where TRounding : struct, IRounding
    {
        TVector shiftOfEven = Constant(constants, RequantizerConstants.ShiftOfEven);
        TVector shiftOfOdd = Constant(constants, RequantizerConstants.ShiftOfOdd);
        TVector even = TSimd.MultiplyEven(sums, Constant(constants, RequantizerConstants.Even));
        TVector odd = TSimd.MultiplyEven(TSimd.OddDown(sums), Constant(constants, RequantizerConstants.Odd));
        if (TRounding.IsToEven)
        {
            // One less than half rounds ties down; an odd floor adds it back, which makes ties even.
            even = TSimd.AddLong(even, TSimd.BitLong(even, shiftOfEven));
            odd = TSimd.AddLong(odd, TSimd.BitLong(odd, shiftOfOdd));
        }

        even = TSimd.ShiftRightLong(TSimd.AddLong(even, Constant(constants, RequantizerConstants.RoundingOfEven)), shiftOfEven);
        odd = TSimd.ShiftRightLong(TSimd.AddLong(odd, Constant(constants, RequantizerConstants.RoundingOfOdd)), shiftOfOdd);
        TVector x = TSimd.Join(even, odd);
        TVector rounded = TSimd.Add(x, Constant(constants, RequantizerConstants.Addend));
        if (!TRounding.IsTwice)
        {
            return rounded;
        }

        TVector isNegative = TSimd.ShiftRight(x, Constant(constants, RequantizerConstants.SignShift));
        return TSimd.ShiftRightSigned(TSimd.Subtract(rounded, isNegative), Constant(constants, RequantizerConstants.RightShift));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Constant(int* constants, int index) => TSimd.Load(constants + (index * TSimd.Lanes));

    /// <summary>Writes as many bytes of each pixel as there are channels left.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreFirst(byte* target, int* offsets, TVector codes, int pixels, int count)
    {
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            new ReadOnlySpan<byte>((byte*)&codes + (pixel * TSimd.Lanes), count).CopyTo(new Span<byte>(target + offsets[pixel], count));
        }
    }
}
