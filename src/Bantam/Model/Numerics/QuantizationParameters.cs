using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Bantam.Model;

/// <summary>The affine map between real numbers and integer codes: <c>real = scale · (code − zeroPoint)</c>.</summary>
/// <remarks>
/// <para>One scale and zero point for a whole tensor, or one per index along an axis. Real 0 is always a code exactly,
/// because padding and ReLU produce it: that is why zero points are integers.</para>
/// <para>The usual codes are those of int8, −128 to 127; weights leave −128 out so that the range is symmetric. Other
/// ranges of codes (unsigned, fewer bits, the 32 bits of a bias) follow the same formulas.</para>
/// <para>Immutable, compared by value. Source: notes, lines 3160-3197; TFLite 8-bit quantization specification.</para>
/// </remarks>
public sealed record QuantizationParameters
{
    /// <summary>Makes parameters from their numbers.</summary>
    /// <param name="scales">One scale, or one per index along <paramref name="axis"/>; finite and positive.</param>
    /// <param name="zeroPoints">As many codes, each from <paramref name="qMin"/> to <paramref name="qMax"/>.</param>
    /// <param name="axis">The axis along which they vary, 0 or more; null for one scale for the whole tensor.</param>
    /// <param name="qMin">The smallest code.</param>
    /// <param name="qMax">The largest code, more than <paramref name="qMin"/>.</param>
    /// <exception cref="ArgumentException">A number breaks its rule, or the counts differ.</exception>
    public QuantizationParameters(ImmutableArray<float> scales, ImmutableArray<int> zeroPoints, int? axis = null, int qMin = sbyte.MinValue, int qMax = sbyte.MaxValue)
    {
        if (scales.IsDefaultOrEmpty || zeroPoints.IsDefault || scales.Length != zeroPoints.Length)
        {
            throw new ArgumentException($"Quantization needs at least one scale and as many zero points, but got {(scales.IsDefault ? 0 : scales.Length)} scales and {(zeroPoints.IsDefault ? 0 : zeroPoints.Length)} zero points.");
        }

        if (axis is null ? scales.Length != 1 : axis < 0)
        {
            throw new ArgumentException(axis is null
                ? $"Quantization of a whole tensor has one scale, but got {scales.Length}. Name the axis along which they vary."
                : $"The axis of a quantization is 0 or more, but got {axis}.");
        }

        if (qMin >= qMax)
        {
            throw new ArgumentException($"The smallest code must be less than the largest, but got {qMin} and {qMax}.");
        }

        foreach (float scale in scales)
        {
            if (!float.IsFinite(scale) || scale <= 0)
            {
                throw new ArgumentException($"A scale must be finite and positive, but got {scale.ToString(CultureInfo.InvariantCulture)}. A channel of zeros takes any positive scale, for example 1.");
            }
        }

        foreach (int zeroPoint in zeroPoints)
        {
            if (zeroPoint < qMin || zeroPoint > qMax)
            {
                throw new ArgumentException($"A zero point must be a code from {qMin} to {qMax}, but got {zeroPoint}.");
            }
        }

        Scales = scales;
        ZeroPoints = zeroPoints;
        Axis = axis;
        QMin = qMin;
        QMax = qMax;
    }

    /// <summary>The real distance between neighboring codes: one, or one per index along <see cref="Axis"/>.</summary>
    public ImmutableArray<float> Scales { get; }

    /// <summary>The codes of real 0, as many as scales.</summary>
    public ImmutableArray<int> ZeroPoints { get; }

    /// <summary>The axis along which scales and zero points vary; null when the whole tensor has one.</summary>
    public int? Axis { get; }

    /// <summary>The smallest code.</summary>
    public int QMin { get; }

    /// <summary>The largest code.</summary>
    public int QMax { get; }

    /// <summary>The scale of a tensor that has one, and of channel 0 otherwise.</summary>
    [JsonIgnore]
    public float Scale => Scales[0];

    /// <summary>The zero point of a tensor that has one, and of channel 0 otherwise.</summary>
    [JsonIgnore]
    public int ZeroPoint => ZeroPoints[0];

    /// <summary>Whether every code fits an int8.</summary>
    [JsonIgnore]
    public bool FitsInt8 => QMin >= sbyte.MinValue && QMax <= sbyte.MaxValue;

    /// <summary>Whether every zero point is 0.</summary>
    [JsonIgnore]
    public bool IsSymmetric => ZeroPoints.All(zeroPoint => zeroPoint == 0);

    /// <summary>One scale and zero point for a whole int8 tensor.</summary>
    /// <param name="scale">The scale, finite and positive.</param>
    /// <param name="zeroPoint">The code of real 0, −128 to 127.</param>
    /// <returns>The parameters, with codes from −128 to 127.</returns>
    /// <exception cref="ArgumentException">A number breaks its rule.</exception>
    public static QuantizationParameters PerTensor(float scale, int zeroPoint) => new([scale], [zeroPoint]);

    /// <summary>One scale per index along an axis, zero points 0, codes from −127 to 127: weights.</summary>
    /// <param name="scales">The scales, finite and positive.</param>
    /// <param name="axis">The axis, 0 or more: 0 for OHWI and dense weights, 3 for depthwise 1HWC.</param>
    /// <returns>The parameters.</returns>
    /// <exception cref="ArgumentException">A number breaks its rule.</exception>
    public static QuantizationParameters PerChannelSymmetric(ImmutableArray<float> scales, int axis) =>
        new(scales, scales.IsDefault ? default : [.. Enumerable.Repeat(0, scales.Length)], axis, -sbyte.MaxValue, sbyte.MaxValue);

    /// <summary>The parameters of a bias that is added to an accumulator of products of inputs and weights.</summary>
    /// <param name="input">The input's parameters, one scale.</param>
    /// <param name="weights">The weights' parameters.</param>
    /// <returns>Scales <c>input · weights[c]</c> in single precision, zero points 0, 32-bit codes, along axis 0.</returns>
    /// <exception cref="ArgumentException">A product of scales is 0 or infinite.</exception>
    public static QuantizationParameters ForBias(QuantizationParameters input, QuantizationParameters weights)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weights);
        ImmutableArray<float> scales = [.. weights.Scales.Select(scale => input.Scale * scale)];
        return new(scales, [.. scales.Select(_ => 0)], weights.Axis is null ? null : 0, int.MinValue, int.MaxValue);
    }

    /// <summary>The parameters that spread the codes over a range of real numbers, widened to contain 0.</summary>
    /// <param name="min">The smallest real number to represent.</param>
    /// <param name="max">The largest real number to represent.</param>
    /// <param name="qMin">The smallest code.</param>
    /// <param name="qMax">The largest code.</param>
    /// <returns><c>s = (max − min)/(qMax − qMin)</c>, <c>z = round(qMin − min/s)</c>; s = 1 where the range is only 0.</returns>
    /// <exception cref="ArgumentException">The range is not finite, or min is more than max.</exception>
    public static QuantizationParameters AsymmetricFromRange(float min, float max, int qMin = sbyte.MinValue, int qMax = sbyte.MaxValue)
    {
        if (!float.IsFinite(min) || !float.IsFinite(max) || min > max)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A range needs finite ends with min <= max, but got [{min}, {max}]. Check the calibration data for NaN and infinity."));
        }

        double low = Math.Min(min, 0.0);
        double high = Math.Max(max, 0.0);
        float scale = ScaleOf(high - low, (double)qMax - qMin);
        double zeroPoint = Math.Round(qMin - (low / scale), MidpointRounding.AwayFromZero);
        return new([scale], [(int)Math.Clamp(zeroPoint, qMin, qMax)], null, qMin, qMax);
    }

    /// <summary>The parameters with zero point 0 that reach a magnitude on both sides.</summary>
    /// <param name="absMax">The largest magnitude to represent, 0 or more.</param>
    /// <param name="qMin">The smallest code, negative.</param>
    /// <param name="qMax">The largest code, positive.</param>
    /// <returns><c>s = 2·absMax/(qMax − qMin)</c>: absMax/127 for [−127, 127], absMax/127.5 for [−128, 127], where the
    /// largest positive value loses half a step; s = 1 where absMax is 0.</returns>
    /// <exception cref="ArgumentException">The magnitude is negative or not finite.</exception>
    public static QuantizationParameters SymmetricFromAbsMax(float absMax, int qMin = -sbyte.MaxValue, int qMax = sbyte.MaxValue)
    {
        if (!float.IsFinite(absMax) || absMax < 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The largest magnitude must be finite and 0 or more, but got {absMax}."));
        }

        return new([ScaleOf(2.0 * absMax, (double)qMax - qMin)], [0], null, qMin, qMax);
    }

    /// <summary>The code of a real number.</summary>
    /// <param name="real">The number; beyond the range it saturates, NaN becomes the zero point.</param>
    /// <param name="channel">The index along <see cref="Axis"/>; 0 for a whole tensor.</param>
    /// <param name="rounding">How ties round.</param>
    /// <returns><c>clamp(round(real/scale) + zeroPoint, QMin, QMax)</c>, the division in single precision as in TFLite.</returns>
    public int Quantize(float real, int channel = 0, RoundingProfile rounding = RoundingProfile.Tflm)
    {
        float steps = real / Scales[channel];
        return float.IsNaN(steps)
            ? ZeroPoints[channel]
            : (int)Math.Clamp(rounding.Round(steps) + ZeroPoints[channel], QMin, QMax);
    }

    /// <summary>The real number that a code stands for.</summary>
    /// <param name="code">The code.</param>
    /// <param name="channel">The index along <see cref="Axis"/>; 0 for a whole tensor.</param>
    /// <returns><c>scale · (code − zeroPoint)</c>.</returns>
    public float Dequantize(int code, int channel = 0) => (float)((double)Scales[channel] * ((long)code - ZeroPoints[channel]));

    /// <summary>The nearest number inside the range that the codes span.</summary>
    /// <param name="real">The number.</param>
    /// <param name="channel">The index along <see cref="Axis"/>; 0 for a whole tensor.</param>
    /// <returns>The number itself where it is representable up to rounding.</returns>
    /// <remarks>It splits the error of <see cref="Quantize"/>: <c>real − Clip(real)</c> is clipped off, the rest, at most half a
    /// scale, is rounding.</remarks>
    public float Clip(float real, int channel = 0) => Math.Clamp(real, Dequantize(QMin, channel), Dequantize(QMax, channel));

    /// <inheritdoc/>
    public bool Equals(QuantizationParameters? other) =>
        other is not null
        && (Axis, QMin, QMax) == (other.Axis, other.QMin, other.QMax)
        && Scales.AsSpan().SequenceEqual(other.Scales.AsSpan())
        && ZeroPoints.AsSpan().SequenceEqual(other.ZeroPoints.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Axis, QMin, QMax, Scales.Length, Scale, ZeroPoint);

    /// <summary>The parameters in one line, for messages.</summary>
    /// <returns>For example <c>scale 0.5, zero point -3, codes [-128, 127]</c>.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Axis is null ? $"scale {Scale}, zero point {ZeroPoint}" : $"{Scales.Length} scales along axis {Axis}")}, codes [{QMin}, {QMax}]");

    /// <summary>A range of 0 has any scale; a range too small for single precision takes its smallest normal number.</summary>
    private static float ScaleOf(double range, double steps)
    {
        const float smallest = 1.17549435e-38f;
        return range == 0 ? 1 : Math.Max((float)(range / steps), smallest);
    }
}
