using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Ops on two activations, or on an activation and a constant.</summary>
internal static class PairLowering
{
    public static void Lower(Node node, PlanBuilder builder)
    {
        (Value left, Value right) = (node.Inputs[0], node.Inputs[1]);
        System.Collections.Immutable.ImmutableArray<int> operands = builder.OperandsOf(node);
        QuantizationParameters leftCodes = builder.CodesOf(left);
        QuantizationParameters rightCodes = builder.CodesOf(right);
        (Shape, Shape, Shape)? shapes = left.Type.Shape == right.Type.Shape ? null : (left.Type.Shape, right.Type.Shape, node.Type.Shape);
        if (node.Op is Maximum or Minimum)
        {
            RequireEqualCodes(node, leftCodes, rightCodes);
            builder.AddKeepingCodes(node, leftCodes, output => new ExtremeStep(node.Name, operands, output, node.Op is Maximum, shapes));
            return;
        }

        QuantizationParameters codes = builder.CodesOf(node);
        if (leftCodes.FitsInt8 != codes.FitsInt8 || rightCodes.FitsInt8 != codes.FitsInt8)
        {
            throw new UnsupportedException($"Node '{node.Name}' mixes 8-bit and 16-bit codes: {leftCodes}, {rightCodes} and {codes}. Requantize its inputs to the width of its output.");
        }

        builder.Add(node, output => node.Op switch
        {
            MatMul product => Product(node, product, (leftCodes, rightCodes, codes), builder, (operands, output)),
            Multiply => new MultiplyStep(node.Name, operands, output, MultiplyInt8Parameters.Prepare(leftCodes, rightCodes, codes, Activation.None, builder.Rounding), shapes),
            Add add => new AddStep(node.Name, operands, output, AddInt8Parameters.Prepare(leftCodes, rightCodes, codes, add.Activation, builder.Rounding), shapes),
            _ => new AddStep(node.Name, operands, output, AddInt8Parameters.Prepare(leftCodes, rightCodes, codes, Activation.None, builder.Rounding) with { Subtracts = true }, shapes),
        });
    }

    private static MatMulStep Product(
        Node node,
        MatMul op,
        (QuantizationParameters Left, QuantizationParameters Right, QuantizationParameters Output) codes,
        PlanBuilder builder,
        (System.Collections.Immutable.ImmutableArray<int> Operands, int Output) buffers)
    {
        Shape output = node.Type.Shape;
        MatMulSizes sizes = MatMulSizes.Of(op, node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape, output);
        if (codes.Output.FitsInt8 && sizes.Inner > MatMulInt8.MaxInner)
        {
            throw new UnsupportedException($"Node '{node.Name}' sums {sizes.Inner} products of two 8-bit activations, but 32 bits hold at most {MatMulInt8.MaxInner}. Split the product.");
        }

        MatMulInt8Parameters parameters = MatMulInt8Parameters.Prepare(codes.Left, codes.Right, codes.Output, builder.Rounding);
        return new MatMulStep(node.Name, buffers.Operands, buffers.Output, sizes, parameters) { Products = output.Count / (output[^1] * output[^2]) };
    }

    private static void RequireEqualCodes(Node node, QuantizationParameters left, QuantizationParameters right)
    {
        if (left != right)
        {
            throw new UnsupportedException($"Node '{node.Name}' compares codes of different meaning: {left} and {right}. Requantize one input to the other's scale and zero point.");
        }
    }
}
