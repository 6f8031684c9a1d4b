using Bantam.Model;

namespace Bantam.Formats;

/// <summary>How the elements of a written tensor lie, compared with the value of the graph.</summary>
internal enum WrittenOrder
{
    /// <summary>As in the graph.</summary>
    AsStored,

    /// <summary>Images NCHW, where the graph has NHWC.</summary>
    ChannelsFirst,

    /// <summary>Rows that are images flattened CHW, where the graph flattened HWC.</summary>
    FlattenedChannelsFirst,
}

/// <summary>The tensor in the file that holds a value of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape in the file.</param>
/// <param name="Order">How its elements lie.</param>
internal sealed record WrittenValue(string Name, Shape Shape, WrittenOrder Order = WrittenOrder.AsStored)
{
    /// <summary>The image that rows were before they were flattened, in NCHW.</summary>
    public WrittenValue? Image { get; init; }

    /// <summary>The axis of the file for one of the graph.</summary>
    public int AxisOf(int axis)
    {
        int counted = axis < 0 ? axis + Shape.Rank : axis;
        return Order == WrittenOrder.ChannelsFirst ? Array.IndexOf(Orders.ToDeclared(Shape.Rank), counted) : counted;
    }
}
