using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Products of matrices.</summary>
internal static class MatrixWriters
{
    /// <summary>A dense layer; behind a flattened image its weights change places instead of the image's elements.</summary>
    public static WrittenValue Dense(Node node, Dense op, OnnxExport export)
    {
        WrittenValue x = export.Of(node.Inputs[0]);
        bool isConstant = !export.IsWritten(node.Inputs[1]);
        bool isRow = x.Order == WrittenOrder.FlattenedChannelsFirst && isConstant;
        x = isRow ? x : export.AsStored(x);
        WrittenValue y = node.Type.Shape.Rank == 2
            ? Gemm(node, x, isConstant ? export.Constants.Write(node.Inputs[1], new Arrangement { Columns = isRow ? x.Image!.Shape.WithoutBatch() : null }) : export.AsStored(node.Inputs[1]).Name, export)
            : Rows(node, x, isConstant ? export.Constants.Write(node.Inputs[1], Arrangement.Of(1, 0)) : export.Transposed(export.AsStored(node.Inputs[1]), [1, 0]).Name, export);
        return OpWriters.Activated(y, op.Activation, export);
    }

    public static WrittenValue Product(Node node, MatMul op, OnnxExport export)
    {
        string left = Operand(node.Inputs[0], op.TransposeA, export);
        string right = Operand(node.Inputs[1], op.TransposeB, export);
        return export.Add("MatMul", node.Type.Shape, WrittenOrder.AsStored, [left, right]);
    }

    private static WrittenValue Gemm(Node node, WrittenValue x, string weights, OnnxExport export)
    {
        string[] inputs = node.Inputs.Count > 2 ? [x.Name, weights, export.Constants.WriteBias(node)] : [x.Name, weights];
        return export.Add("Gemm", node.Type.Shape, WrittenOrder.AsStored, inputs, OnnxAttributes.Whole("transB", 1));
    }

    /// <summary>Rows with more axes in front.</summary>
    private static WrittenValue Rows(Node node, WrittenValue x, string weights, OnnxExport export)
    {
        WrittenValue product = export.Add("MatMul", node.Type.Shape, WrittenOrder.AsStored, [x.Name, weights]);
        return node.Inputs.Count > 2
            ? export.Add("Add", node.Type.Shape, WrittenOrder.AsStored, [product.Name, export.Constants.WriteBias(node)])
            : product;
    }

    private static string Operand(Value value, bool transposes, OnnxExport export)
    {
        int[] order = LayoutWriters.LastTwo(value.Type.Shape.Rank);
        if (!export.IsWritten(value))
        {
            return export.Constants.Write(value, transposes ? Arrangement.Of(order) : default);
        }

        WrittenValue stored = export.AsStored(value);
        return (transposes ? export.Transposed(stored, order) : stored).Name;
    }
}
