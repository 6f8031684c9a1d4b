using System.Numerics;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Cases of kernels without weights.</summary>
internal static class PlainKernelCases
{
    public static string? Pool<TCode>(KernelCase test)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        WindowGeometry g = test.Geometry();
        TCode[] output = new TCode[g.Batch * g.OutputElements];
        PoolArguments<TCode> arguments = new()
        {
            Geometry = g,
            Range = new PoolInt8Range(test["ACTIVATION_MIN"], test["ACTIVATION_MAX"]),
            Input = test.Array<TCode>("input_tensor"),
            Output = output,
        };
        if (test.Kind.StartsWith("max", StringComparison.Ordinal))
        {
            PoolInt8.Max(in arguments);
        }
        else
        {
            PoolInt8.Average(in arguments);
        }

        return test.Difference<TCode>(output);
    }

    public static string? Product<TCode, TSum>(KernelCase test)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        Shape left = [test["LHS_BATCH"], test["LHS_HEIGHT"], test["LHS_ROWS"], test["LHS_COLS"]];
        Shape right = [test["RHS_BATCH"], test["RHS_HEIGHT"], test["RHS_ROWS"], test["RHS_COLS"]];
        Shape product = [test["OUTPUT_BATCH"], test["OUTPUT_HEIGHT"], test["OUTPUT_ROWS"], test["OUTPUT_COLS"]];
        MatMul op = new(test["ADJ_X"] != 0, test["ADJ_Y"] != 0);
        TCode[] output = new TCode[product.Count];
        MatMulInt8.Run<TCode, TSum>(new MatMulArguments<TCode>
        {
            Sizes = MatMulSizes.Of(op, left, right, product),
            Parameters = new MatMulInt8Parameters(
                test["LHS_OFFSET"],
                test["RHS_OFFSET"],
                test.Factor("OUTPUT_MULTIPLIER", "OUTPUT_MULT", "OUTPUT_SHIFT"),
                new Int8Output(test["OUTPUT_OFFSET"], test["ACTIVATION_MIN"], test["ACTIVATION_MAX"], RoundingProfile.Tflm)),
            Left = test.Array<TCode>("lhs_input_tensor"),
            Right = test.Array<TCode>("rhs_input_tensor"),
            Output = output,
        });
        return test.Difference<TCode>(output);
    }

    public static string? AddOrMultiply(KernelCase test) => test.Or("OUT_ACTIVATION_MAX", 0) > sbyte.MaxValue || test["OUT_ACTIVATION_MIN"] < sbyte.MinValue
        ? AddOrMultiply<short>(test)
        : AddOrMultiply<sbyte>(test);

    /// <summary>A case of an addition names the shift that enlarges its inputs.</summary>
    private static string? AddOrMultiply<TCode>(KernelCase test)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        TCode[] output = new TCode[test["DST_SIZE"]];
        FixedPointMultiplier last = test.Factor("OUTPUT_MULT", "OUTPUT_MULTIPLIER", "OUTPUT_SHIFT");
        TCode[] left = test.Array<TCode>("input1");
        TCode[] right = test.Array<TCode>("input2");
        if (!test.Has("LEFT_SHIFT"))
        {
            MultiplyInt8Parameters product = new(test["INPUT1_OFFSET"], test["INPUT2_OFFSET"], last, test.Output);
            MultiplyInt8.Run(new BinaryArguments<TCode, MultiplyInt8Parameters> { Parameters = product, Left = left, Right = right, Output = output });
            return test.Difference<TCode>(output);
        }

        AddInt8Parameters sum = new(
            test["INPUT1_OFFSET"],
            test["INPUT2_OFFSET"],
            test.Factor("INPUT1_MULT", "INPUT1_MULTIPLIER", "INPUT1_SHIFT"),
            test.Factor("INPUT2_MULT", "INPUT2_MULTIPLIER", "INPUT2_SHIFT"),
            last,
            test.Output);
        AddInt8.Run(new BinaryArguments<TCode, AddInt8Parameters> { Parameters = sum, Left = left, Right = right, Output = output });
        return test.Difference<TCode>(output);
    }

    public static string? Extreme(KernelCase test)
    {
        Shape left = [test["BATCH_1"], test["HEIGHT_1"], test["WIDTH_1"], test["CHANNEL_1"]];
        Shape right = [test["BATCH_2"], test["HEIGHT_2"], test["WIDTH_2"], test["CHANNEL_2"]];
        Shape result = [test["OUTPUT_BATCH"], test["OUTPUT_HEIGHT"], test["OUTPUT_WIDTH"], test["OUTPUT_CHANNEL"]];
        sbyte[] output = new sbyte[result.Count];
        ExtremeInt8.Run(new BinaryArguments<sbyte, bool>
        {
            Parameters = test.Word("LAYER_TYPE") == "maximum",
            Left = test.Array<sbyte>("input_tensor_1"),
            Right = test.Array<sbyte>("input_tensor_2"),
            Output = output,
            Walk = BroadcastWalk.Of(result.Lengths, left.Lengths, right.Lengths),
        });
        return test.Difference<sbyte>(output);
    }

    public static string? Softmax(KernelCase test)
    {
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.FromMultiplier(test.Factor("INPUT_MULT", "INPUT_MULTIPLIER", "INPUT_LEFT_SHIFT"));
        sbyte[] input = test.Array<sbyte>("input");
        if (test.Name.EndsWith("s16", StringComparison.Ordinal))
        {
            short[] wide = new short[input.Length];
            SoftmaxInt8.Run(parameters, test["ROW_SIZE"], input, wide);
            return test.Difference<short>(wide);
        }

        sbyte[] output = new sbyte[input.Length];
        SoftmaxInt8.Run(new SoftmaxInt8Arguments { Columns = test["ROW_SIZE"], Parameters = parameters, Input = input, Output = output });
        return test.Difference<sbyte>(output);
    }

    public static string? Pad(KernelCase test)
    {
        Shape input = [test["INPUT_N"], test["INPUT_H"], test["INPUT_W"], test["INPUT_C"]];
        int[] before = [test["PRE_PAD_N"], test["PRE_PAD_H"], test["PRE_PAD_W"], test["PRE_PAD_C"]];
        int[] after = [test["POST_PAD_N"], test["POST_PAD_H"], test["POST_PAD_W"], test["POST_PAD_C"]];
        Shape padded = [.. input.Lengths.ToArray().Select((length, axis) => before[axis] + length + after[axis])];
        sbyte[] output = [.. Enumerable.Repeat((sbyte)test["PAD_VALUE"], padded.Count)];
        StridedMove.Into(input, padded, before).Run<sbyte>(test.Array<sbyte>("input_tensor"), output);
        return test.Difference<sbyte>(output);
    }

    /// <summary>The case gives neither shape nor order: the name says the order, and the shape is found among those of the size.</summary>
    public static string? Transpose(KernelCase test)
    {
        sbyte[] input = test.Array<sbyte>("input_tensor");
        int[] order = Order(test);
        foreach (Shape shape in ShapesOf(input.Length, order.Length))
        {
            sbyte[] output = new sbyte[input.Length];
            StridedMove.Transpose(shape, order).Run<sbyte>(input, output);
            if (test.Difference<sbyte>(output) is null)
            {
                return null;
            }
        }

        return $"No shape of {input.Length} codes in the order {string.Join(", ", order)} gives the expected output.";
    }

    private static int[] Order(KernelCase test)
    {
        string letters = test.Name.Split('_')[^1];
        return letters == "3dim2" ? [0, 2, 1] : [.. letters.Select(letter => "nhwc".IndexOf(letter, StringComparison.Ordinal))];
    }

    private static IEnumerable<Shape> ShapesOf(int count, int rank)
    {
        if (rank == 1)
        {
            return [[count]];
        }

        return Enumerable.Range(1, count).Where(length => count % length == 0).SelectMany(first => ShapesOf(count / first, rank - 1).Select(rest => new Shape([first, .. rest.Lengths])));
    }
}
