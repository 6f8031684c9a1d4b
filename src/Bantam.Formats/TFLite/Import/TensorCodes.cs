using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>What the integers of a tensor mean.</summary>
internal static class TensorCodes
{
    /// <summary>The codes of something computed; null where it is in floating point.</summary>
    /// <exception cref="UnsupportedException">The type has no kernels: unsigned codes, or integers without a scale.</exception>
    public static QuantizationParameters? OfActivation(TfliteTensor tensor, string place)
    {
        RequireActivation(tensor, place);
        if (tensor.Type == TfliteType.Float32)
        {
            return null;
        }

        return tensor.Quantization is { Scales.Length: 1 }
            ? Of(tensor, place)
            : throw new UnsupportedException($"The {place} is an activation with {tensor.Quantization?.Scales.Length ?? 0} scales, but kernels need one. Convert the model with one scale for each activation.");
    }

    /// <summary>The codes of a constant; null where it holds real numbers.</summary>
    public static QuantizationParameters? OfConstant(TfliteTensor tensor, string place) => tensor.Type switch
    {
        TfliteType.Float32 or TfliteType.Float16 => null,
        _ when tensor.Quantization is null => throw new UnsupportedException($"The {place} holds {tensor.Type} numbers without a scale where weights are expected. Convert the model to float or to quantized integers."),
        _ => Of(tensor, place),
    };

    /// <summary>Refuses activations that no kernel computes.</summary>
    public static void RequireActivation(TfliteTensor tensor, string place)
    {
        if (tensor.Type == TfliteType.UInt8)
        {
            throw new UnsupportedException($"The {place} has unsigned 8-bit codes, which TensorFlow Lite gave up in 2019. Convert the model to signed 8-bit integers.");
        }

        if (tensor.Type is not (TfliteType.Float32 or TfliteType.Int8 or TfliteType.Int16 or TfliteType.Int32))
        {
            throw new UnsupportedException($"The {place} is computed as {tensor.Type}, which Bantam has no kernels for. Convert the model to 32-bit float, or to 8-bit or 16-bit integers.");
        }

        if (tensor.Type != TfliteType.Float32 && tensor.Quantization is null)
        {
            throw new UnsupportedException($"The {place} holds {tensor.Type} numbers without a scale, so it counts or indexes something. Bantam runs networks of real numbers; leave that part outside of the model.");
        }

        if (tensor.Shape.IsEmpty)
        {
            throw new UnsupportedException($"The {place} is a scalar, but activations have a batch as first axis. Keep the axes where the model reduces.");
        }
    }

    private static QuantizationParameters Of(TfliteTensor tensor, string place)
    {
        // A bias of 64 bits has zero point 0, which is all that its range is checked against.
        (int min, int max) = tensor.Type.Codes() ?? (tensor.Type == TfliteType.Int64
            ? (int.MinValue, int.MaxValue)
            : throw new UnsupportedException($"The {place} holds {tensor.Type} codes, which Bantam does not read. Convert the model to signed 8-bit integers."));
        TfliteQuantization quantization = tensor.Quantization!;
        ImmutableArray<int> zeroPoints = [.. quantization.ZeroPoints.Select(zeroPoint => (int)zeroPoint)];
        if (zeroPoints.Any(zeroPoint => zeroPoint < min || zeroPoint > max))
        {
            throw new ModelFormatException($"The {place} has a zero point beyond its codes, {min} to {max}. The file is damaged; convert the model again.");
        }

        return new QuantizationParameters(quantization.Scales, zeroPoints, quantization.Scales.Length == 1 ? null : quantization.Axis, min, max);
    }
}
