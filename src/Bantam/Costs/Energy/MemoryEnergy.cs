namespace Bantam.Costs;

/// <summary>One level of memory in an <see cref="EnergyTable"/>.</summary>
/// <param name="Name">Its name: <c>sram-8k</c>, <c>dram</c>.</param>
/// <param name="CapacityBytes">The bytes that it holds; <see cref="long.MaxValue"/> where it holds anything.</param>
/// <param name="Access">The energy of one access, as wide as the table's <see cref="EnergyTable.AccessBits"/>.</param>
public sealed record MemoryEnergy(string Name, long CapacityBytes, EnergyRange Access);
