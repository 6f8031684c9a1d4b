using System.Collections.Immutable;
using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of an <see cref="Lstm"/>.</summary>
/// <param name="InputOffset">Added to the input codes: minus their zero point.</param>
/// <param name="InputMultipliers">From products of inputs and weights to gate steps of 2⁻¹²: one per row of the weights.</param>
/// <param name="HiddenMultipliers">The same for the output of the step before.</param>
/// <param name="Cell">How the memory is updated.</param>
/// <param name="OutputMultiplier">From the product of the output gate and tanh of the memory to output steps.</param>
/// <param name="Output">The last stage.</param>
internal sealed record LstmInt8Parameters(
    int InputOffset,
    ImmutableArray<FixedPointMultiplier> InputMultipliers,
    ImmutableArray<FixedPointMultiplier> HiddenMultipliers,
    LstmCell Cell,
    FixedPointMultiplier OutputMultiplier,
    Int8Output Output)
{
    private const double GateScale = 1.0 / 4096;
    private const double ActivationScale = 1.0 / 32768;

    /// <summary>The constants of the layer.</summary>
    /// <param name="codes">The quantization of its tensors.</param>
    /// <param name="cellClip">The bound on the memory; 0 for none.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants; products of input and weight scales are taken in single precision, as for a dense layer with one scale.</returns>
    /// <exception cref="ArgumentException">The parameters do not suit the kernel.</exception>
    public static LstmInt8Parameters Prepare(LstmCodes codes, double cellClip, RoundingProfile rounding)
    {
        Int8Output.RequireCodes(codes.Input, "input");
        Int8Output stage = Int8Output.Prepare(codes.Output, Activation.None, rounding);
        return new LstmInt8Parameters(
            -codes.Input.ZeroPoint,
            [.. codes.InputScales.Select(scale => FixedPointMultiplier.FromReal(codes.Input.Scale * scale / GateScale))],
            [.. codes.HiddenScales.Select(scale => FixedPointMultiplier.FromReal(codes.Output.Scale * scale / GateScale))],
            LstmCell.Prepare(codes.Cell, cellClip),
            FixedPointMultiplier.FromReal(ActivationScale * ActivationScale / codes.Output.Scale),
            stage);
    }
}

/// <summary>The integer constants of the memory of an <see cref="Lstm"/>.</summary>
/// <param name="Forget">From the product of the forget gate and the memory to steps of the memory.</param>
/// <param name="Input">From the product of the input gate and the candidate to steps of the memory.</param>
/// <param name="ScalePower">The scale of the memory is 2^ScalePower.</param>
/// <param name="Clip">The bound on the magnitude in steps; 0 for none.</param>
internal readonly record struct LstmCell(FixedPointMultiplier Forget, FixedPointMultiplier Input, int ScalePower, int Clip)
{
    /// <summary>The constants of a memory.</summary>
    /// <param name="codes">Its parameters: 16 bits, symmetric, a scale that is a power of two.</param>
    /// <param name="clip">The bound on its magnitude; 0 for none.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentException">The parameters are others.</exception>
    public static LstmCell Prepare(QuantizationParameters codes, double clip)
    {
        double power = Math.Round(PortableMath.Log(codes.Scale) / PortableMath.Log(2));
        if (codes.Scales.Length != 1 || !codes.IsSymmetric || codes.Scale != (float)Math.ScaleB(1, (int)power) || power is < -30 or > 0)
        {
            throw new ArgumentException($"The memory of an LSTM needs 16-bit codes with zero point 0 and a scale of 2^-30 to 1 that is a power of two, but has {codes}.");
        }

        return new LstmCell(
            FixedPointMultiplier.FromReal(1.0 / 32768),
            FixedPointMultiplier.FromReal(Math.ScaleB(1, -30) / codes.Scale),
            (int)power,
            (int)Math.Min(clip / codes.Scale, short.MaxValue));
    }

    /// <summary>The memory after a step.</summary>
    public short Update(short memory, int inputGate, int forgetGate, int candidate, RoundingProfile rounding)
    {
        int kept = LstmInt8.Saturate(rounding.Requantize(forgetGate * memory, Forget));
        int added = LstmInt8.Saturate(rounding.Requantize(inputGate * candidate, Input));
        int sum = LstmInt8.Saturate((long)kept + added);
        return (short)(Clip > 0 ? Math.Clamp(sum, -Clip, Clip) : sum);
    }
}

/// <summary>What the integer constants of an <see cref="Lstm"/> depend on.</summary>
/// <param name="Input">The input's parameters: codes of 8 or 16 bits.</param>
/// <param name="InputScales">The scales of the input weights, one per row.</param>
/// <param name="HiddenScales">The scales of the recurrent weights, one per row.</param>
/// <param name="Cell">The memory's parameters.</param>
/// <param name="Output">The output's parameters, which are those of the state too.</param>
internal sealed record LstmCodes(QuantizationParameters Input, ImmutableArray<float> InputScales, ImmutableArray<float> HiddenScales, QuantizationParameters Cell, QuantizationParameters Output);

/// <summary>The arguments of the integer kernel of an <see cref="Lstm"/>.</summary>
/// <typeparam name="TCode">The type of activations: <see cref="sbyte"/> or <see cref="short"/>.</typeparam>
/// <typeparam name="TSum">The type of accumulators and biases: <see cref="int"/> for 8 bits, <see cref="long"/> for 16.</typeparam>
internal readonly ref struct LstmArguments<TCode, TSum>
    where TCode : unmanaged, IBinaryInteger<TCode>
    where TSum : unmanaged, IBinaryInteger<TSum>
{
    /// <summary>Samples, steps of time, inputs per step and units.</summary>
    public required (int Batch, int Steps, int Features, int Units) Sizes { get; init; }

    /// <summary>Whether time is the first axis.</summary>
    public required bool IsTimeMajor { get; init; }

    /// <summary>The integer constants.</summary>
    public required LstmInt8Parameters Parameters { get; init; }

    /// <summary>The input codes.</summary>
    public required ReadOnlySpan<TCode> Input { get; init; }

    /// <summary>The input weights, [4·units, features]: input gate, forget gate, cell, output gate.</summary>
    public required ReadOnlySpan<sbyte> InputWeights { get; init; }

    /// <summary>The recurrent weights, [4·units, units].</summary>
    public required ReadOnlySpan<sbyte> HiddenWeights { get; init; }

    /// <summary>One bias per row in steps of input · weight, or empty for none.</summary>
    public required ReadOnlySpan<TSum> Bias { get; init; }

    /// <summary>The output of the step before, [N, units]; kept from call to call.</summary>
    public required Span<TCode> Hidden { get; init; }

    /// <summary>The memory, [N, units]; kept from call to call.</summary>
    public required Span<short> Cell { get; init; }

    /// <summary>The output codes.</summary>
    public required Span<TCode> Output { get; init; }
}

/// <summary>The meaning of an <see cref="Lstm"/> in integers: gates of 16 bits whatever the activations.</summary>
/// <remarks>
/// A gate is the saturating sum of two products, each requantized to steps of 2⁻¹²; its function gives 15 fractional bits. Range: sums
/// as in a dense layer; products of two 16-bit numbers are at most 2³⁰. Source: TFLite Micro UNIDIRECTIONAL_SEQUENCE_LSTM, reference
/// integer kernels.
/// </remarks>
internal static class LstmInt8
{
    /// <summary>Runs the layer.</summary>
    /// <typeparam name="TCode">The type of activations.</typeparam>
    /// <typeparam name="TSum">The type of accumulators.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TCode, TSum>(in LstmArguments<TCode, TSum> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        (int batch, int steps, int features, int units) = a.Sizes;
        for (int step = 0; step < steps; step++)
        {
            for (int sample = 0; sample < batch; sample++)
            {
                int row = a.IsTimeMajor ? (step * batch) + sample : (sample * steps) + step;
                Span<TCode> output = a.Output.Slice(row * units, units);
                Step(in a, a.Input.Slice(row * features, features), sample, output);
                output.CopyTo(a.Hidden.Slice(sample * units, units));
            }
        }
    }

    /// <summary>The nearest 16-bit integer.</summary>
    public static int Saturate(long value) => (int)Math.Clamp(value, short.MinValue, short.MaxValue);

    private static void Step<TCode, TSum>(in LstmArguments<TCode, TSum> a, ReadOnlySpan<TCode> input, int sample, Span<TCode> output)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        LstmInt8Parameters p = a.Parameters;
        int units = output.Length;
        ReadOnlySpan<TCode> hidden = a.Hidden.Slice(sample * units, units);
        Span<short> cell = a.Cell.Slice(sample * units, units);
        LogisticInt16Parameters ofCell = LogisticInt16Parameters.OfPower(p.Cell.ScalePower);
        LogisticInt16Parameters gate = LogisticInt16Parameters.Q3_12;
        for (int unit = 0; unit < units; unit++)
        {
            short inputGate = LogisticInt16.Logistic(gate, Gate(in a, input, hidden, unit));
            short forgetGate = LogisticInt16.Logistic(gate, Gate(in a, input, hidden, units + unit));
            short candidate = LogisticInt16.Tanh(gate, Gate(in a, input, hidden, (2 * units) + unit));
            short outputGate = LogisticInt16.Logistic(gate, Gate(in a, input, hidden, (3 * units) + unit));
            cell[unit] = p.Cell.Update(cell[unit], inputGate, forgetGate, candidate, p.Output.Rounding);
            output[unit] = p.Output.From<TCode, int>(outputGate * LogisticInt16.Tanh(ofCell, cell[unit]), p.OutputMultiplier);
        }
    }

    /// <summary>The input of a gate's function, in steps of 2⁻¹².</summary>
    private static short Gate<TCode, TSum>(in LstmArguments<TCode, TSum> a, ReadOnlySpan<TCode> input, ReadOnlySpan<TCode> hidden, int row)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        LstmInt8Parameters p = a.Parameters;
        Int8Output stage = new(0, short.MinValue, short.MaxValue, p.Output.Rounding);
        TSum ofInput = Dot<TCode, TSum>(a.InputWeights.Slice(row * input.Length, input.Length), input, p.InputOffset);
        TSum ofHidden = Dot<TCode, TSum>(a.HiddenWeights.Slice(row * hidden.Length, hidden.Length), hidden, -p.Output.ZeroPoint);
        ofInput = a.Bias.IsEmpty ? ofInput : ofInput + a.Bias[row];
        short left = stage.From<short, TSum>(ofInput, p.InputMultipliers[row]);
        short right = stage.From<short, TSum>(ofHidden, p.HiddenMultipliers[row]);
        return (short)Saturate(left + right);
    }

    private static TSum Dot<TCode, TSum>(ReadOnlySpan<sbyte> weights, ReadOnlySpan<TCode> values, int offset)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        TSum sum = TSum.Zero;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += TSum.CreateTruncating(weights[i] * (int.CreateTruncating(values[i]) + offset));
        }

        return sum;
    }
}
