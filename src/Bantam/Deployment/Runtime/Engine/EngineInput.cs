using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>An input of a prepared plan: from real numbers to bytes, with the bits of <see cref="QuantizationParameters.Quantize"/>.</summary>
internal sealed unsafe class EngineInput(PlanBuffer buffer, ImageLayout layout, RoundingProfile rounding)
{
    private readonly QuantizationParameters _parameters = buffer.Parameters;

    /// <summary>Where it goes.</summary>
    public ImageLayout Layout => layout;

    /// <summary>The numbers of one sample.</summary>
    public int Length => layout.Count / buffer.Element.SizeBytes;

    /// <summary>An input whose codes lie one behind the other, for whoever keeps them elsewhere.</summary>
    public static EngineInput Compact(PlanBuffer buffer, RoundingProfile rounding) =>
        new(buffer, new ImageLayout(0, 1, 1, buffer.Bytes, buffer.Bytes) { HasBytes = buffer.Element == ElementType.Int8 }, rounding);

    /// <summary>The codes of one sample, as a plan reads them.</summary>
    public void ToCodes(ReadOnlySpan<float> sample, Span<sbyte> codes)
    {
        fixed (float* from = sample)
        fixed (sbyte* to = codes)
        {
            Quantize(from, (byte*)to);
            EngineCodes.Read((byte*)to, in layout, MemoryMarshal.AsBytes(codes));
        }
    }

    /// <summary>Writes the bytes of one sample.</summary>
    public void Quantize(float* sample, byte* activations)
    {
        if (!layout.HasBytes)
        {
            QuantizeWide(sample, activations + layout.Offset);
            return;
        }

        for (int row = 0; row < layout.Height; row++)
        {
            QuantizeRow(sample + ((nint)row * layout.RowBytes), activations + layout.Offset + ((nint)row * layout.RowStride), layout.RowBytes);
        }
    }

    private void QuantizeWide(float* values, byte* codes)
    {
        for (int i = 0; i < Length; i++)
        {
            int code = _parameters.Quantize(values[i], 0, rounding);
            if (buffer.Element == ElementType.Int16)
            {
                ((short*)codes)[i] = (short)code;
            }
            else
            {
                ((int*)codes)[i] = code;
            }
        }
    }

    private void QuantizeRow(float* values, byte* codes, int count)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> scale = Vector256.Create(_parameters.Scale);
            for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                Vector256<int> low = Codes(Vector256.Load(values + i) / scale);
                Vector256<int> high = Codes(Vector256.Load(values + i + Vector256<float>.Count) / scale);
                Vector256<short> narrow = Vector256.Narrow(low, high);
                Vector128.Narrow(narrow.GetLower().AsUInt16(), narrow.GetUpper().AsUInt16()).Store(codes + i);
            }
        }

        for (; i < count; i++)
        {
            codes[i] = EngineCodes.FromCode((sbyte)_parameters.Quantize(values[i], 0, rounding));
        }
    }

    /// <summary>The bytes of numbers of steps, one in each lane of 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Codes(Vector256<float> steps)
    {
        // NaN becomes the zero point, as 0 does.
        Vector256<float> numbers = steps & Vector256.Equals(steps, steps);
        Vector256<float> rounded = rounding == RoundingProfile.OnnxHalfToEven ? Vector256.Round(numbers) : RoundAway(numbers);

        // The limits are small integers, so that clamping and the conversion are exact.
        Vector256<float> least = Vector256.Create((float)(_parameters.QMin - _parameters.ZeroPoint));
        Vector256<float> most = Vector256.Create((float)(_parameters.QMax - _parameters.ZeroPoint));
        Vector256<int> codes = Vector256.ConvertToInt32Native(Vector256.MinNative(Vector256.MaxNative(rounded, least), most));
        return codes + Vector256.Create(_parameters.ZeroPoint + EngineCodes.Offset);
    }

    /// <summary>Rounds ties away from zero. What is cut off is exact, and adding ½ before cutting would not be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> RoundAway(Vector256<float> numbers)
    {
        Vector256<float> whole = Vector256.Truncate(numbers);
        Vector256<float> isHalf = Vector256.GreaterThanOrEqual(Vector256.Abs(numbers - whole), Vector256.Create(0.5f));
        Vector256<float> one = Vector256.CopySign(Vector256<float>.One, numbers);
        return whole + (one & isHalf);
    }
}
