using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Ops that only move codes.</summary>
internal static class MoveLowering
{
    public static void Lower(Node node, PlanBuilder builder)
    {
        Shape input = node.Inputs[0].Type.Shape;
        if (input.Rank > BroadcastWalk.MaximumRank)
        {
            throw new UnsupportedException($"Node '{node.Name}' has an input of {input.Rank} axes; moves work on at most {BroadcastWalk.MaximumRank}.");
        }

        switch (node.Op)
        {
            case Pad op:
                LowerPad(node, op, builder);
                break;
            case Concat op:
                LowerConcat(node, op, builder);
                break;
            case Permute op:
                Add(node, builder, StridedMove.Transpose(input, [.. op.Order.Indices.ToArray().Select(axis => axis < 0 ? axis + input.Rank : axis)]));
                break;
            case Transpose:
                Add(node, builder, StridedMove.Transpose(input, [.. Enumerable.Range(0, input.Rank - 2), input.Rank - 1, input.Rank - 2]));
                break;
            case Slice op:
                Add(node, builder, Along(node, op.Axis, op.Start, 1));
                break;
            case StridedSlice op:
                Add(node, builder, Along(node, op.Axis, op.Start, op.Step));
                break;
            default:
                throw new UnsupportedException($"Node '{node.Name}' ({node.Op.Name}) does not move codes.");
        }
    }

    private static StridedMove Along(Node node, int axis, int start, int step)
    {
        Shape input = node.Inputs[0].Type.Shape;
        int[] starts = new int[input.Rank];
        int[] steps = [.. Enumerable.Repeat(1, input.Rank)];
        int resolved = axis < 0 ? axis + input.Rank : axis;
        (starts[resolved], steps[resolved]) = (start, step);
        return StridedMove.Slice(input, starts, steps, node.Type.Shape);
    }

    private static void Add(Node node, PlanBuilder builder, StridedMove move) =>
        builder.AddKeepingCodes(node, builder.CodesOf(node.Inputs[0]), output => new MoveStep(node.Name, builder.InputsOf(node), output, [move]));

    private static void LowerPad(Node node, Pad op, PlanBuilder builder)
    {
        QuantizationParameters codes = builder.CodesOf(node.Inputs[0]);
        StridedMove move = StridedMove.Into(node.Inputs[0].Type.Shape, node.Type.Shape, op.Before.Lengths.ToArray());
        int fill = codes.Quantize((float)op.Value, 0, builder.Rounding);
        builder.AddKeepingCodes(node, codes, output => new MoveStep(node.Name, builder.InputsOf(node), output, [move], fill));
    }

    private static void LowerConcat(Node node, Concat op, PlanBuilder builder)
    {
        QuantizationParameters codes = builder.CodesOf(node.Inputs[0]);
        int axis = op.Axis < 0 ? op.Axis + node.Type.Shape.Rank : op.Axis;
        int[] starts = new int[node.Type.Shape.Rank];
        List<StridedMove> moves = [];
        System.Collections.Immutable.ImmutableArray<int> operands = builder.OperandsOf(node);
        foreach (Value input in node.Inputs)
        {
            if (builder.CodesOf(input) != codes)
            {
                throw new UnsupportedException($"Node '{node.Name}' joins codes of different meaning: {codes} and {builder.CodesOf(input)}. Requantize its inputs to one scale and zero point.");
            }

            moves.Add(StridedMove.Into(input.Type.Shape, node.Type.Shape, starts));
            starts[axis] += input.Type.Shape[axis];
        }

        builder.AddKeepingCodes(node, codes, output => new MoveStep(node.Name, operands, output, [.. moves]));
    }
}
