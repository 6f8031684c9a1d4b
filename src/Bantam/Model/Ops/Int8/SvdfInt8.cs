using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of an <see cref="Svdf"/>.</summary>
/// <param name="InputOffset">Added to the input codes: minus their zero point.</param>
/// <param name="FeatureMultiplier">From products of inputs and feature weights to steps of the state.</param>
/// <param name="State">The last stage of what enters the state.</param>
/// <param name="OutputMultiplier">From products of the state and time weights to output steps.</param>
/// <param name="Output">The last stage.</param>
internal sealed record SvdfInt8Parameters(int InputOffset, FixedPointMultiplier FeatureMultiplier, Int8Output State, FixedPointMultiplier OutputMultiplier, Int8Output Output)
{
    /// <summary>The constants of the layer.</summary>
    /// <param name="codes">The quantization of its tensors.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentException">The parameters do not suit the kernel.</exception>
    public static SvdfInt8Parameters Prepare(SvdfCodes codes, RoundingProfile rounding)
    {
        Int8Output.RequireActivation(codes.Input, "input");
        Int8Output.RequireActivation(codes.Output, "output");
        Int8Output.RequireCodes(codes.State, "state");
        return new SvdfInt8Parameters(
            -codes.Input.ZeroPoint,
            FixedPointMultiplier.FromReal((double)codes.Input.Scale * codes.FeatureScale / codes.State.Scale),
            Int8Output.Prepare(codes.State, Activation.None, rounding),
            FixedPointMultiplier.FromReal((double)codes.State.Scale * codes.TimeScale / codes.Output.Scale),
            Int8Output.Prepare(codes.Output, codes.Activation, rounding));
    }
}

/// <summary>What the integer constants of an <see cref="Svdf"/> depend on.</summary>
/// <param name="Input">The input's parameters: int8 codes.</param>
/// <param name="FeatureScale">The scale of the feature weights.</param>
/// <param name="State">The state's parameters: codes of 8 or 16 bits.</param>
/// <param name="TimeScale">The scale of the time weights.</param>
/// <param name="Output">The output's parameters: int8 codes.</param>
/// <param name="Activation">The activation that the layer applies.</param>
internal sealed record SvdfCodes(QuantizationParameters Input, float FeatureScale, QuantizationParameters State, float TimeScale, QuantizationParameters Output, Activation Activation);

/// <summary>The arguments of the integer kernel of an <see cref="Svdf"/>.</summary>
/// <typeparam name="TState">The type of the state and the time weights: <see cref="sbyte"/> or <see cref="short"/>.</typeparam>
internal readonly ref struct SvdfArguments<TState>
    where TState : unmanaged, IBinaryInteger<TState>
{
    /// <summary>Inputs per frame, filters, and frames that the state remembers.</summary>
    public required (int Features, int Filters, int Frames) Sizes { get; init; }

    /// <summary>Filters per unit.</summary>
    public required int Rank { get; init; }

    /// <summary>Frames that follow each other in the input; 1 where it has no time axis.</summary>
    public required int Steps { get; init; }

    /// <summary>The integer constants.</summary>
    public required SvdfInt8Parameters Parameters { get; init; }

    /// <summary>The input codes, [N, steps, features].</summary>
    public required ReadOnlySpan<sbyte> Input { get; init; }

    /// <summary>The feature weights, [filters, features].</summary>
    public required ReadOnlySpan<sbyte> FeatureWeights { get; init; }

    /// <summary>The time weights, [filters, frames].</summary>
    public required ReadOnlySpan<TState> TimeWeights { get; init; }

    /// <summary>One bias per unit in steps of state · time weight, or empty for none.</summary>
    public required ReadOnlySpan<int> Bias { get; init; }

    /// <summary>The state, [N, filters, frames], oldest frame first; kept from call to call.</summary>
    public required Span<TState> State { get; init; }

    /// <summary>The output codes, [N, steps, filters / rank].</summary>
    public required Span<sbyte> Output { get; init; }
}

/// <summary>The meaning of an <see cref="Svdf"/> in integers.</summary>
/// <remarks>
/// Range: feature sums are those of a dense layer; a unit adds rank · frames products of at most 2²² (8-bit weights against a 16-bit
/// state) or 2³⁰ (16-bit weights), in 32 bits as TFLite does: its weights are scaled so that the sum fits, and this wraps where they
/// are not. Source: TFLite Micro SVDF, reference integer kernels.
/// </remarks>
internal static class SvdfInt8
{
    /// <summary>Runs the layer.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TState>(in SvdfArguments<TState> a)
        where TState : unmanaged, IBinaryInteger<TState>
    {
        (int features, int filters, int frames) = a.Sizes;
        int units = filters / a.Rank;
        for (int row = 0; row < a.Output.Length / units; row++)
        {
            Span<TState> state = a.State.Slice(row / a.Steps * filters * frames, filters * frames);
            Remember(in a, a.Input.Slice(row * features, features), state);
            for (int unit = 0; unit < units; unit++)
            {
                a.Output[(row * units) + unit] = Unit(in a, state, unit);
            }
        }
    }

    /// <summary>Moves the state on by a frame and adds the filters' results for the new one.</summary>
    private static void Remember<TState>(in SvdfArguments<TState> a, ReadOnlySpan<sbyte> frame, Span<TState> state)
        where TState : unmanaged, IBinaryInteger<TState>
    {
        (int features, int filters, int frames) = a.Sizes;
        for (int filter = 0; filter < filters; filter++)
        {
            int sum = 0;
            for (int j = 0; j < features; j++)
            {
                sum += a.FeatureWeights[(filter * features) + j] * (frame[j] + a.Parameters.InputOffset);
            }

            Span<TState> memory = state.Slice(filter * frames, frames);
            memory[1..].CopyTo(memory);
            memory[^1] = a.Parameters.State.From<TState, int>(sum, a.Parameters.FeatureMultiplier);
        }
    }

    private static sbyte Unit<TState>(in SvdfArguments<TState> a, ReadOnlySpan<TState> state, int unit)
        where TState : unmanaged, IBinaryInteger<TState>
    {
        int length = a.Rank * a.Sizes.Frames;
        int sum = a.Bias.IsEmpty ? 0 : a.Bias[unit];
        for (int i = unit * length; i < (unit + 1) * length; i++)
        {
            sum = unchecked(sum + (int.CreateTruncating(a.TimeWeights[i]) * (int.CreateTruncating(state[i]) - a.Parameters.State.ZeroPoint)));
        }

        return a.Parameters.Output.From(sum, a.Parameters.OutputMultiplier);
    }
}
