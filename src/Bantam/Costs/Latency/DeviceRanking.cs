using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Costs;

/// <summary>A network in a format, to be compared with others.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Graph">The network.</param>
/// <param name="Format">The numbers that it computes with.</param>
public sealed record RankedModel(string Name, Graph Graph, OperandFormat Format);

/// <summary>The models on one device, the fastest first.</summary>
/// <param name="Device">The device.</param>
/// <param name="Order">The names of the models with their predicted seconds.</param>
public sealed record DeviceRanking(Device Device, ImmutableArray<(string Model, double Seconds)> Order)
{
    /// <summary>The fastest model.</summary>
    public string Winner => Order[0].Model;

    /// <summary>Ranks one set of models on several devices: the hardware lottery, computed.</summary>
    /// <param name="models">The models. Their accuracy is not compared: choose models that solve the task equally well.</param>
    /// <param name="devices">The devices.</param>
    /// <returns>One ranking for each device, in order.</returns>
    /// <exception cref="ArgumentException">There is no model, or a device cannot compute one.</exception>
    /// <remarks>Which idea wins depends on the hardware at hand. Source: notes, lines 29-39 and 532-540; Hooker, "The Hardware Lottery", 2020.</remarks>
    public static IReadOnlyList<DeviceRanking> Of(IReadOnlyList<RankedModel> models, IReadOnlyList<Device> devices)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(devices);
        if (models.Count == 0)
        {
            throw new ArgumentException("There is no model to rank: name one or more.", nameof(models));
        }

        return
        [
            .. devices.Select(device => new DeviceRanking(device,
            [
                .. models
                    .Select(model => (model.Name, LatencyModel.Predict(model.Graph, device, model.Format).Seconds))
                    .OrderBy(timed => timed.Seconds),
            ])),
        ];
    }
}
