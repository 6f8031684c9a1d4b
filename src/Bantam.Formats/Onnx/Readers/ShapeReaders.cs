using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Constants, shapes, and other arrangements of the same elements.</summary>
internal static class ShapeReaders
{
    private const long MaximumRange = 1 << 20;

    public static IEnumerable<(string, OpReader)> All =>
    [
        ("Constant", Constant),
        ("ConstantOfShape", ConstantOfShape),
        ("Identity", node => node.Set(node.Input())),
        ("Dropout", Dropout),
        ("Shape", Shape),
        ("Size", node => node.Set(ImportedValue.Of(ConstantTensor.OfWholes(OnnxElement.Int64, [], [node.Input().Shape.Count])))),
        ("Range", Range),
        ("Reshape", Reshape),
        ("Flatten", Flatten),
        ("Squeeze", Squeeze),
        ("Unsqueeze", Unsqueeze),
        ("Transpose", Transpose),
        ("Expand", Expand),
        ("DepthToSpace", DepthToSpace),
        ("SpaceToDepth", SpaceToDepth),
    ];

    private static void Constant(NodeReader node)
    {
        ConstantTensor? constant =
            node.Attribute("value") is { Tensor: { } tensor } ? ConstantTensor.Read(tensor, null)
            : node.Attribute("value_float") is { } real ? ConstantTensor.OfReals(OnnxElement.Float32, [], [real.Real])
            : node.Attribute("value_floats") is { } reals ? ConstantTensor.OfReals(OnnxElement.Float32, [reals.Reals.Count], [.. reals.Reals.Select(value => (double)value)])
            : node.Attribute("value_int") is { } whole ? ConstantTensor.OfWholes(OnnxElement.Int64, [], [whole.Whole])
            : node.Attribute("value_ints") is { } wholes ? ConstantTensor.OfList(wholes.Wholes)
            : null;
        node.Set(ImportedValue.Of(constant ?? throw node.Refusal("a constant of this kind", "Store it as a dense tensor of numbers.")));
    }

    private static void ConstantOfShape(NodeReader node)
    {
        ConstantTensor value = node.Attribute("value") is { Tensor: { } tensor } ? ConstantTensor.Read(tensor, null) : ConstantTensor.OfReals(OnnxElement.Float32, [1], [0]);
        if (value.Count != 1)
        {
            throw node.Broken($"the value to fill with must be one number, but has the shape {value.Shape}.");
        }

        node.Set(ImportedValue.Of(value.Filled(OnnxShapes.Of(node.Constant(0).Wholes(), node.Place))));
    }

    private static void Dropout(NodeReader node)
    {
        bool isTraining = node.OptionalConstant(2) is { } training && training.Whole(0) != 0;
        double ratio = node.OptionalConstant(1)?.Real(0) ?? 0.5;
        if (isTraining && ratio != 0)
        {
            throw node.Refusal("dropping at random while the network runs", "Export the model for inference.");
        }

        ImportedValue x = node.Input();
        node.Set(x);
        node.Set(1, ImportedValue.Of(ConstantTensor.OfWholes(OnnxElement.Bool, [1], [1]).Filled(x.Shape)));
    }

    private static void Shape(NodeReader node)
    {
        int[] lengths = node.Input().Shape.Lengths.ToArray();
        int Bound(long position) => (int)Math.Clamp(position < 0 ? position + lengths.Length : position, 0, lengths.Length);
        (int start, int end) = (Bound(node.Whole("start", 0)), Bound(node.Whole("end", lengths.Length)));
        node.Set(ImportedValue.Of(ConstantTensor.OfList([.. lengths[start..Math.Max(start, end)].Select(length => (long)length)])));
    }

    private static void Range(NodeReader node)
    {
        (ConstantTensor start, ConstantTensor limit, ConstantTensor delta) = (node.Constant(0), node.Constant(1), node.Constant(2));
        double count = Math.Ceiling((limit.Real(0) - start.Real(0)) / delta.Real(0));
        if (!(count <= MaximumRange))
        {
            throw node.Broken($"a range of {count} elements; at most {MaximumRange} are made.");
        }

        node.Set(ImportedValue.Of(ConstantTensor.Of(start.Element, [(int)Math.Max(count, 0)], i => start.Real(0) + (i * delta.Real(0)), i => start.Whole(0) + (i * delta.Whole(0)))));
    }

    private static void Reshape(NodeReader node)
    {
        ImportedValue x = node.Input();
        long[] wanted = node.Attribute("shape") is { } attribute ? [.. attribute.Wholes] : node.Constant(1).Wholes();
        bool zeroIsZero = node.Whole("allowzero", 0) != 0;
        int open = -1;
        long known = 1;
        for (int axis = 0; axis < wanted.Length; axis++)
        {
            if (wanted[axis] == 0 && !zeroIsZero)
            {
                wanted[axis] = axis < x.Rank ? x.Shape[axis] : throw node.Broken($"the shape [{string.Join(", ", wanted)}] copies axis {axis}, which {x.Shape} has not.");
            }

            if (wanted[axis] == -1)
            {
                open = open < 0 ? axis : throw node.Broken($"the shape [{string.Join(", ", wanted)}] leaves two lengths open.");
            }
            else
            {
                known = checked(known * wanted[axis]);
            }
        }

        if (open >= 0)
        {
            wanted[open] = known > 0 ? x.Shape.Count / known : 0;
        }

        Shape target = OnnxShapes.Of(wanted, node.Place);
        node.Set(target.Count == x.Shape.Count
            ? Reshaped(node, x, target)
            : throw node.Broken($"{x.Shape} has {x.Shape.Count} elements and cannot become {target}."));
    }

    private static ImportedValue Reshaped(NodeReader node, ImportedValue x, Shape target) =>
        x.Weight is { Axis: null } weight
            ? Shaping.Reshaped(node.Graph, x, target) with { Weight = weight with { Stored = weight.Stored.Reshaped(target) } }
            : Shaping.Reshaped(node.Graph, x, target);

    private static void Flatten(NodeReader node)
    {
        ImportedValue x = node.Input();
        long named = node.Whole("axis", 1);
        int axis = (int)(named < 0 ? named + x.Rank : named);
        if (axis < 0 || axis > x.Rank)
        {
            throw node.Broken($"axis {named} of a value with {x.Rank} axes.");
        }

        int rows = x.Shape.Lengths[..axis].ToArray().Aggregate(1, (product, length) => product * length);
        int columns = x.Shape.Lengths[axis..].ToArray().Aggregate(1, (product, length) => product * length);
        node.Set(Reshaped(node, x, [rows, columns]));
    }

    private static void Squeeze(NodeReader node)
    {
        ImportedValue x = node.Input();
        int[] axes = node.IntsOrInput("axes", 1)?.Select(axis => node.Axis(axis, x.Rank)).ToArray()
            ?? [.. Enumerable.Range(0, x.Rank).Where(axis => x.Shape[axis] == 1)];
        if (axes.Any(axis => x.Shape[axis] != 1))
        {
            throw node.Broken($"axes {string.Join(", ", axes)} of {x.Shape} do not all have length 1.");
        }

        node.Set(Reshaped(node, x, [.. Enumerable.Range(0, x.Rank).Where(axis => !axes.Contains(axis)).Select(axis => x.Shape[axis])]));
    }

    private static void Unsqueeze(NodeReader node)
    {
        ImportedValue x = node.Input();
        int[] named = node.IntsOrInput("axes", 1) ?? throw node.Broken("it has no axes.");
        int rank = x.Rank + named.Length;
        int[] axes = [.. named.Select(axis => node.Axis(axis, rank))];
        if (axes.Distinct().Count() != axes.Length)
        {
            throw node.Broken($"the axes {string.Join(", ", named)} name one twice.");
        }

        Queue<int> lengths = new(x.Shape.Lengths.ToArray());
        node.Set(Reshaped(node, x, [.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : lengths.Dequeue())]));
    }

    private static void Transpose(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        int[] order = node.Ints("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse()];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, x.Rank)))
        {
            throw node.Broken($"the order [{string.Join(", ", order)}] does not name each axis of {x.Shape} once.");
        }

        Shape shape = [.. order.Select(axis => x.Shape[axis])];
        if (x.Constant is { } constant)
        {
            StoredWeight? weight = x.Weight is { } stored
                ? stored with { Stored = stored.Stored.Permuted(order), Axis = stored.Axis is { } axis ? Array.IndexOf(order, axis) : null }
                : null;
            node.Set(ImportedValue.Of(constant.Permuted(order)) with { Weight = weight });
            return;
        }

        // What is stored need not move where only the declared order changes to or from the stored one.
        if (x.Rank > 2 && x.Order == StoredOrder.AsDeclared && x.Value is { } value && order.SequenceEqual(Orders.ToDeclared(x.Rank)))
        {
            node.Set(ImportedValue.Of(value, shape, x.Element, StoredOrder.ChannelsLast));
        }
        else if (x.Order == StoredOrder.SplitChannelsLast && order.SequenceEqual([0, 2, 1, 3, 4]))
        {
            node.Set(ImportedValue.Of(graph.Reordered(x.Value!, [0, 1, 2, 4, 3]), shape, x.Element, x.Order));
        }
        else if (x.Order == StoredOrder.ChannelsLast && order.SequenceEqual(Orders.ToChannelsLast(x.Rank)))
        {
            node.Set(ImportedValue.Of(x.Value!, shape, x.Element));
        }
        else
        {
            node.Set(ImportedValue.Of(graph.Reordered(graph.Declared(x), order), shape, x.Element));
        }
    }

    private static void Expand(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        ImportedValue ones = ImportedValue.Of(ConstantTensor.OfReals(OnnxElement.Float32, [1], [1]).Filled(OnnxShapes.Of(node.Constant(1).Wholes(), node.Place)));
        Shape shape = Elementwise.Broadcast(x, ones);
        node.Set(
            x.Constant is { } constant ? ImportedValue.Of(ConstantArithmetic.Expanded(constant, shape))
            : shape == x.Shape ? x
            : Elementwise.Of(graph, [x, ones], values => graph.Apply(new Multiply(), values)));
    }

    private static void DepthToSpace(NodeReader node)
    {
        (ImportedValue x, int block) = (node.Input(), BlockOf(node));
        int channels = x.Shape[1] / (block * block);
        (int height, int width) = (x.Shape[2], x.Shape[3]);
        bool isColumnFirst = node.Text("mode", "DCR") == "CRD";
        Shape split = isColumnFirst ? [x.Shape[0], channels, block, block, height, width] : [x.Shape[0], block, block, channels, height, width];
        int[] order = isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
        Rearrange(node, split, order, [x.Shape[0], channels, height * block, width * block]);
    }

    private static void SpaceToDepth(NodeReader node)
    {
        (ImportedValue x, int block) = (node.Input(), BlockOf(node));
        (int height, int width) = (x.Shape[2] / block, x.Shape[3] / block);
        Shape split = [x.Shape[0], x.Shape[1], height, block, width, block];
        Rearrange(node, split, [0, 3, 5, 1, 2, 4], [x.Shape[0], x.Shape[1] * block * block, height, width]);
    }

    private static int BlockOf(NodeReader node) => node.Input().Rank == 4 && node.Int("blocksize", 0) is > 0 and int block
        ? block
        : throw node.Broken($"it needs an image [N, C, H, W] and a block of at least 1 pixel, but got {node.Input().Shape}.");

    private static void Rearrange(NodeReader node, Shape split, int[] order, Shape result)
    {
        ImportContext graph = node.Graph;
        Value parts = Shaping.Declared(graph, node.Input(), split);
        node.Set(ImportedValue.Of(Shaping.Reshaped(graph, graph.Reordered(parts, order), result), result, node.Input().Element));
    }
}
