using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Recurrent layers: their memory becomes buffers that keep their content from run to run.</summary>
internal static class RecurrentLowering
{
    public static void Lower(Node node, PlanBuilder builder)
    {
        if (node.Op is Lstm lstm)
        {
            LowerLstm(node, lstm, builder);
        }
        else
        {
            LowerSvdf(node, (Svdf)node.Op, builder);
        }
    }

    private static void LowerLstm(Node node, Lstm op, PlanBuilder builder)
    {
        QuantizationParameters cell = op.CellCodes ?? throw new UnsupportedException($"The memory of node '{node.Name}' has no codes, so it cannot run in integers. Give the op its CellCodes: 16 bits, symmetric, a scale that is a power of two.");
        QuantizationParameters input = builder.CodesOf(node.Inputs[0]);
        QuantizationParameters output = builder.CodesOf(node);
        (ImmutableArray<sbyte> inputWeights, QuantizationParameters inputCodes) = IntegerConstants.WeightsOf(node.Inputs[1], builder);
        (ImmutableArray<sbyte> hiddenWeights, QuantizationParameters hiddenCodes) = IntegerConstants.WeightsOf(node.Inputs[2], builder);
        int units = node.Type.Shape[2];
        LstmCodes codes = new(input, PerRow(node, inputCodes, 4 * units), PerRow(node, hiddenCodes, 4 * units), cell, output);
        LstmInt8Parameters parameters = LstmInt8Parameters.Prepare(codes, op.CellClip, builder.Rounding);
        long[] bias = node.Inputs.Count > 3
            ? IntegerConstants.BiasOf(node.Inputs[3], builder, [.. codes.InputScales.Select(scale => scale * input.Scale)], isWide: !input.FitsInt8).Codes
            : [];
        LstmConstants constants = new(
            inputWeights,
            hiddenWeights,
            input.FitsInt8 ? ([.. bias.Select(code => checked((int)code))], []) : ([], [.. bias]),
            parameters);

        Shape x = node.Inputs[0].Type.Shape;
        (int batch, int steps) = op.IsTimeMajor ? (x[1], x[0]) : (x[0], x[1]);
        Shape state = [batch, units];
        builder.Add(node, target => new LstmStep(
            node.Name,
            builder.InputsOf(node),
            target,
            (builder.AddState($"{node.Name}.hidden", state, output), builder.AddState($"{node.Name}.cell", state, cell)),
            (batch, steps, x[2], units),
            constants)
        {
            IsTimeMajor = op.IsTimeMajor,
        });
    }

    private static void LowerSvdf(Node node, Svdf op, PlanBuilder builder)
    {
        QuantizationParameters stateCodes = op.StateCodes ?? throw new UnsupportedException($"The memory of node '{node.Name}' has no codes, so it cannot run in integers. Give the op its StateCodes.");
        (ImmutableArray<sbyte> featureWeights, QuantizationParameters featureCodes) = IntegerConstants.WeightsOf(node.Inputs[1], builder);
        (Tensor timeWeights, QuantizationParameters timeCodes) = IntegerConstants.CodesOf(node.Inputs[2], builder);
        QuantizationParameters input = builder.CodesOf(node.Inputs[0]);
        SvdfInt8Parameters parameters = SvdfInt8Parameters.Prepare(
            new SvdfCodes(input, OneScale(node, featureCodes), stateCodes, OneScale(node, timeCodes), builder.CodesOf(node), op.Activation),
            builder.Rounding);
        long[] bias = node.Inputs.Count > 3
            ? IntegerConstants.BiasOf(node.Inputs[3], builder, [stateCodes.Scale * timeCodes.Scale], isWide: false).Codes
            : [];
        SvdfConstants constants = new(featureWeights, Shorts(node, timeWeights), [.. bias.Select(code => checked((int)code))], parameters);

        Shape x = node.Inputs[0].Type.Shape;
        (int filters, int frames) = (timeWeights.Shape[0], timeWeights.Shape[1]);
        builder.Add(node, target => new SvdfStep(
            node.Name,
            builder.InputsOf(node),
            target,
            builder.AddState($"{node.Name}.state", [x[0], filters, frames], stateCodes),
            (x[^1], filters, frames),
            constants)
        {
            Rank = op.Rank,
            Batch = x[0],
            Steps = x.Rank == 3 ? x[1] : 1,
        });
    }

    private static ImmutableArray<float> PerRow(Node node, QuantizationParameters codes, int rows) =>
        !codes.IsSymmetric ? throw new UnsupportedException($"The weights of node '{node.Name}' have zero points; integer kernels need symmetric ones.")
        : codes.Scales.Length == 1 ? [.. Enumerable.Repeat(codes.Scale, rows)]
        : codes is { Axis: 0 } && codes.Scales.Length == rows ? codes.Scales
        : throw new UnsupportedException($"The weights of node '{node.Name}' need one scale, or one for each of their {rows} rows, but have {codes}.");

    private static float OneScale(Node node, QuantizationParameters codes) => codes.Scales.Length == 1 && codes.IsSymmetric
        ? codes.Scale
        : throw new UnsupportedException($"The weights of node '{node.Name}' need one scale and zero point 0, but have {codes}.");

    private static ImmutableArray<short> Shorts(Node node, Tensor codes) => codes.Element switch
    {
        ElementType.Int16 => [.. codes.ToArray<short>()],
        ElementType.Int8 => [.. codes.ToArray<sbyte>().Select(code => (short)code)],
        _ => throw new UnsupportedException($"The time weights of node '{node.Name}' have {codes.Element} codes; integer kernels take Int8 and Int16."),
    };
}
