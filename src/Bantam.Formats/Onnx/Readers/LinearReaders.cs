using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Products of matrices. With constant weights they are dense layers.</summary>
internal static class LinearReaders
{
    public static IEnumerable<(string, OpReader)> All => [("Gemm", Gemm), ("MatMul", node => node.Set(MatMul(node)))];

    /// <summary>The product of two inputs by the rules of NumPy.</summary>
    public static ImportedValue MatMul(NodeReader node)
    {
        (ImportedValue a, ImportedValue b) = (node.Input(0), node.Input(1));
        if (a.Rank == 2 && a.Constant is null && b is { Rank: 2, Constant: not null })
        {
            return ImportedValue.Of(Dense(node, a, [1, 0], null), [a.Shape[0], b.Shape[1]]);
        }

        return Product(node.Graph, a, b);
    }

    /// <summary>A product of two values, each of which may be computed.</summary>
    public static ImportedValue Product(ImportContext graph, ImportedValue a, ImportedValue b)
    {
        // A vector on the left is a row, one on the right a column, and the axis of length 1 goes again.
        Value left = a.Rank == 1 ? graph.Apply(new Unsqueeze([0]), graph.Declared(a)) : graph.Declared(a);
        Value right = b.Rank == 1 ? graph.Apply(new Unsqueeze([1]), graph.Declared(b)) : graph.Declared(b);
        Value product = graph.Apply(new MatMul(), left, right);
        int rank = product.Type.Shape.Rank;
        int[] gone = (a.Rank, b.Rank) switch { (1, 1) => [rank - 2, rank - 1], (1, _) => [rank - 2], (_, 1) => [rank - 1], _ => [] };
        Value result = gone.Length > 0 ? graph.Apply(new Squeeze(new Axes(gone)), product) : product;
        return ImportedValue.Of(result, result.Type.Shape);
    }

    /// <summary>A dense layer of the weights in input 1.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="x">What it reads, [N, features].</param>
    /// <param name="order">The axes of the weights that make [outputs, inputs].</param>
    /// <param name="bias">The bias, or null.</param>
    private static Node Dense(NodeReader node, ImportedValue x, int[] order, Value? bias)
    {
        ImportContext graph = node.Graph;

        // Scales for each output do not mind where the columns lie.
        bool isFlattened = x.Order == StoredOrder.FlattenedChannelsLast && (node.Input(1).Weight?.Axis is not { } axis || axis == order[0]);
        Value rows = isFlattened && x.Value is not null ? x.Value : graph.Declared(x);
        bool moves = isFlattened && x.Order == StoredOrder.FlattenedChannelsLast;
        Value weight = Weights.Of(node, 1, order, moves ? matrix => Flattened.Columns(matrix, x.Image) : null);
        return bias is null ? graph.Apply(new Dense(), rows, weight) : graph.Apply(new Dense(), rows, weight, bias);
    }

    private static void Gemm(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue a = node.Input(0);
        ImportedValue b = node.Input(1);
        if (a.Rank != 2 || b.Rank != 2)
        {
            throw node.Broken($"it multiplies matrices, but got {a.Shape} and {b.Shape}.");
        }

        (double alpha, double beta) = (node.Real("alpha", 1), node.Real("beta", 1));
        (bool transposesA, bool transposesB) = (node.Whole("transA", 0) != 0, node.Whole("transB", 0) != 0);
        int rows = a.Shape[transposesA ? 1 : 0];
        int columns = b.Shape[transposesB ? 0 : 1];
        ImportedValue? c = node.Optional(2);
        bool isLayer = !transposesA && alpha == 1 && beta == 1 && b.Constant is not null && a.Constant is null;
        if (isLayer && (c is null || IsBias(c, columns)))
        {
            node.Set(ImportedValue.Of(Dense(node, a, transposesB ? [0, 1] : [1, 0], c is null ? null : Bias(node, columns)), [rows, columns]));
            return;
        }

        Value left = graph.Declared(a);
        Value right = graph.Declared(b);
        Value product = graph.Apply(new MatMul(transposesA, transposesB), left, right);
        ImportedValue result = ImportedValue.Of(alpha == 1 ? product : Compositions.Times(graph, alpha, product), [rows, columns]);
        if (c is not null)
        {
            result = Elementwise.Of(graph, [result, c], x => graph.Apply(new Add(), x[0], beta == 1 ? x[1] : Compositions.Times(graph, beta, x[1])), isTrainable: true);
        }

        node.Set(result);
    }

    private static bool IsBias(ImportedValue c, int columns) =>
        c.Constant is { } constant && (constant.Count == 1 || (constant.Count == columns && (c.Rank == 0 || c.Shape[^1] == columns)));

    private static Value Bias(NodeReader node, int columns)
    {
        ImportedValue bias = node.Input(2);
        return bias.Rank == 1 && bias.Shape[0] == columns
            ? Weights.Vector(node, 2)
            : node.Graph.Parameter(node.InputName(2), ConstantArithmetic.Expanded(bias.Constant!.Reshaped([bias.Constant.Count]), [columns]), isTrainable: true);
    }
}
