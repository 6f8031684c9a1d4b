using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Functions of one code, and softmax: tables in 8 bits, interpolation or arithmetic in 16.</summary>
internal static class FunctionLowering
{
    public static void Lower(Node node, PlanBuilder builder)
    {
        if (node.Op is Softmax)
        {
            LowerSoftmax(node, builder);
            return;
        }

        bool isWide = !builder.CodesOf(node.Inputs[0]).FitsInt8;
        if (isWide)
        {
            LowerWide(node, builder);
        }
        else
        {
            TableInt8 table = Table(node, builder);
            builder.Add(node, output => new TableStep(node.Name, builder.InputsOf(node), output, table));
        }
    }

    private static TableInt8 Table(Node node, PlanBuilder builder)
    {
        QuantizationParameters input = builder.CodesOf(node.Inputs[0]);
        QuantizationParameters output = builder.CodesOf(node);
        return node.Op switch
        {
            Relu => Clamp(input, output, Activation.Relu, builder.Rounding),
            Relu6 => Clamp(input, output, Activation.Relu6, builder.Rounding),
            LeakyRelu op => Leaky(input, output, op.Slope, builder.Rounding),
            HardSwish when builder.Rounding == RoundingProfile.Tflm => HardSwishInt8.Table(input, output),
            Sigmoid when builder.Rounding == RoundingProfile.Tflm && output == LogisticInt8.LogisticOutput => LogisticInt8.Logistic(input),
            Tanh when builder.Rounding == RoundingProfile.Tflm && output == LogisticInt8.TanhOutput => LogisticInt8.Tanh(input),
            _ => TableInt8.Of(input, output, builder.Rounding, Function(node.Op)),
        };
    }

    private static Func<double, double> Function(Op op) => op switch
    {
        Sigmoid => x => 1 / (1 + PortableMath.Exp(-x)),
        Tanh => x => 1 - (2 / (1 + PortableMath.Exp(2 * x))),
        HardSwish => x => x * Math.Clamp(x + 3, 0, 6) / 6,
        Elu elu => x => x >= 0 ? x : elu.Alpha * (PortableMath.Exp(x) - 1),
        _ => throw new UnsupportedException($"{op.Name} is no function of one number with an integer form."),
    };

    /// <summary>An activation that no layer could fuse is a change of codes and a clamp.</summary>
    private static TableInt8 Clamp(QuantizationParameters input, QuantizationParameters output, Activation activation, RoundingProfile rounding)
    {
        Int8Output.RequireActivation(output, "output");
        RequantizeInt8Parameters parameters = RequantizeInt8Parameters.Prepare(input, output, activation, rounding);
        return TableInt8.Of(code => parameters.Output.From(code + parameters.InputOffset, parameters.Multiplier));
    }

    private static TableInt8 Leaky(QuantizationParameters input, QuantizationParameters output, double slope, RoundingProfile rounding)
    {
        Int8Output.RequireActivation(output, "output");
        LeakyReluInt8Parameters parameters = LeakyReluInt8Parameters.Prepare(input, output, slope, rounding);
        return TableInt8.Of(code =>
        {
            Span<sbyte> result = stackalloc sbyte[1];
            LeakyReluInt8.Run(parameters, [code], result);
            return result[0];
        });
    }

    private static void LowerWide(Node node, PlanBuilder builder)
    {
        QuantizationParameters input = builder.CodesOf(node.Inputs[0]);
        QuantizationParameters codes = builder.CodesOf(node);
        builder.Add(node, output => node.Op switch
        {
            Relu => new RequantizeStep(node.Name, builder.InputsOf(node), output, RequantizeInt8Parameters.Prepare(input, codes, Activation.Relu, builder.Rounding)),
            Relu6 => new RequantizeStep(node.Name, builder.InputsOf(node), output, RequantizeInt8Parameters.Prepare(input, codes, Activation.Relu6, builder.Rounding)),
            LeakyRelu op when !codes.FitsInt8 => new LeakyReluStep(node.Name, builder.InputsOf(node), output, LeakyReluInt8Parameters.Prepare(input, codes, op.Slope, builder.Rounding)),
            Sigmoid when codes == SoftmaxInt16.OutputParameters => new LogisticStep(node.Name, builder.InputsOf(node), output, LogisticInt16Parameters.Prepare(input.Scale, isTanh: false), IsTanh: false),
            Tanh when codes == SoftmaxInt16.OutputParameters => new LogisticStep(node.Name, builder.InputsOf(node), output, LogisticInt16Parameters.Prepare(input.Scale, isTanh: true), IsTanh: true),
            _ => throw new UnsupportedException($"Node '{node.Name}' is {node.Op.Name} from {input} to {codes}, which has no integer form. Sigmoid and tanh of 16-bit codes give scale 1/32768 and zero point 0."),
        });
    }

    private static void LowerSoftmax(Node node, PlanBuilder builder)
    {
        int columns = node.Type.Shape[^1];
        QuantizationParameters input = builder.CodesOf(node.Inputs[0]);
        if (!input.FitsInt8)
        {
            SoftmaxInt16.RequireColumns(columns);
            builder.Add(node, output => new WideSoftmaxStep(node.Name, builder.InputsOf(node), output, columns, SoftmaxInt16Parameters.Prepare(input.Scale)));
            return;
        }

        SoftmaxInt8.RequireColumns(columns);
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(input.Scale);
        builder.Add(node, output => new SoftmaxStep(node.Name, builder.InputsOf(node), output, columns, parameters));
    }
}
