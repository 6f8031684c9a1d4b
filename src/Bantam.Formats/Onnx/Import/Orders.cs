namespace Bantam.Formats;

/// <summary>Orders of axes: for each new axis the old one.</summary>
internal static class Orders
{
    /// <summary>From N, C, … to N, …, C.</summary>
    public static int[] ToChannelsLast(int rank) => rank < 3 ? [.. Enumerable.Range(0, rank)] : [0, .. Enumerable.Range(2, rank - 2), 1];

    /// <summary>From N, …, C to N, C, ….</summary>
    public static int[] ToDeclared(int rank) => Inverse(ToChannelsLast(rank));

    /// <summary>The order that leads back.</summary>
    public static int[] Inverse(int[] order)
    {
        int[] inverse = new int[order.Length];
        for (int axis = 0; axis < order.Length; axis++)
        {
            inverse[order[axis]] = axis;
        }

        return inverse;
    }
}
