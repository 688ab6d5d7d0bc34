// The picture with what lies over it, and how it is moved. Events: "hover" and "pick" with {x, y} in whole
// pixels of the image (hover: null outside), "zoom".

const kLargestZoom = 32;
const kClick = 4;       // CSS pixels a pointer may move and still have clicked
const kKeyPan = 60;     // CSS pixels an arrow key moves the picture
const kWheel = 0.0016;  // of zoom's logarithm a unit of the wheel

export class Viewer extends EventTarget {
  #host;
  #context;
  #pointers = new Map();   // id -> {x, y} on the canvas
  #moved = 0;
  #pending = false;
  #fits = true;            // follow the window until the user zooms
  #size = {width: 0, height: 0};
  #view = {scale: 1, x: 0, y: 0};  // canvas = image * scale + (x, y), CSS pixels
  bitmap = null;
  cross = null;            // {x, y}: the place that is asked about
  isPicking = false;
  paint = () => {};        // draws what lies over the image: (context, scale)

  constructor(host, canvas) {
    super();
    this.#host = host;
    this.#context = canvas.getContext('2d');
    new ResizeObserver(() => this.#resize()).observe(host);
    host.addEventListener('wheel', (event) => this.#wheel(event), {passive: false});
    host.addEventListener('pointerdown', (event) => this.#down(event));
    host.addEventListener('pointermove', (event) => this.#move(event));
    for (const name of ['pointerup', 'pointercancel']) host.addEventListener(name, (event) => this.#up(event));
    host.addEventListener('pointerleave', () => this.#tell('hover', null));
    host.addEventListener('dblclick', (event) => this.zoomBy(event.shiftKey ? 0.5 : 2, this.#place(event)));
    host.addEventListener('keydown', (event) => this.#key(event));
  }

  get scale() {
    return this.#view.scale;
  }

  /** Another picture; null: none. The same size keeps the view, so that results can be compared. */
  show(bitmap) {
    if (bitmap === this.bitmap) return;
    const isAlike = bitmap && this.bitmap && bitmap.width === this.bitmap.width && bitmap.height === this.bitmap.height;
    this.bitmap = bitmap;
    this.cross = null;
    if (!isAlike) this.fit();
    this.redraw();
  }

  fit() {
    this.#fits = true;
    if (!this.bitmap || this.#size.width === 0) return;
    const {width, height} = this.bitmap;
    const margin = this.#size.width > 500 ? 16 : 0;
    const scale = Math.min((this.#size.width - 2 * margin) / width, (this.#size.height - 2 * margin) / height, 8);
    this.#set(scale, (this.#size.width - width * scale) / 2, (this.#size.height - height * scale) / 2);
  }

  /** @param at the point of the canvas that stays where it is; the middle if left out */
  zoomTo(scale, at = {x: this.#size.width / 2, y: this.#size.height / 2}) {
    if (!this.bitmap) return;
    const {scale: old, x, y} = this.#view;
    const wanted = Math.min(Math.max(scale, this.#smallestZoom()), kLargestZoom);
    this.#fits = false;
    this.#set(wanted, at.x - (at.x - x) * wanted / old, at.y - (at.y - y) * wanted / old);
  }

  zoomBy(factor, at) {
    this.zoomTo(this.#view.scale * factor, at);
  }

  /** Moves the place into view if it is not. */
  reveal({x, y}) {
    const px = x * this.#view.scale + this.#view.x, py = y * this.#view.scale + this.#view.y;
    if (px > 20 && py > 20 && px < this.#size.width - 20 && py < this.#size.height - 20) return;
    this.#fits = false;
    this.#set(this.#view.scale, this.#size.width / 2 - x * this.#view.scale, this.#size.height / 2 - y * this.#view.scale);
  }

  startPicking() {
    if (!this.bitmap) return;
    this.isPicking = true;
    this.#host.classList.add('picking');
    this.cross ??= this.#clamp(this.#toImage({x: this.#size.width / 2, y: this.#size.height / 2}));
    this.#host.focus();
    this.#tell('picking');
    this.redraw();
  }

  stopPicking() {
    this.isPicking = false;
    this.#host.classList.remove('picking');
    this.#tell('picking');
    this.redraw();
  }

  redraw() {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.#draw();
    });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }

  #smallestZoom() {
    const {width, height} = this.bitmap;
    return Math.min(this.#size.width / width, this.#size.height / height, 1) / 4;
  }

  #set(scale, x, y) {
    this.#view = {scale, x, y};
    this.#tell('zoom');
    this.redraw();
  }

  #resize() {
    const {clientWidth: width, clientHeight: height} = this.#host;
    if (width === 0 || height === 0) return;
    const dx = (width - this.#size.width) / 2, dy = (height - this.#size.height) / 2;
    this.#size = {width, height};
    const ratio = window.devicePixelRatio;
    Object.assign(this.#context.canvas, {width: Math.round(width * ratio), height: Math.round(height * ratio)});
    if (this.#fits) this.fit();
    else this.#set(this.#view.scale, this.#view.x + dx, this.#view.y + dy);
    this.#draw();
  }

  #toImage({x, y}) {
    return {x: Math.floor((x - this.#view.x) / this.#view.scale), y: Math.floor((y - this.#view.y) / this.#view.scale)};
  }

  #clamp({x, y}) {
    return {x: Math.min(Math.max(x, 0), this.bitmap.width - 1), y: Math.min(Math.max(y, 0), this.bitmap.height - 1)};
  }

  #isInside({x, y}) {
    return x >= 0 && y >= 0 && x < this.bitmap.width && y < this.bitmap.height;
  }

  #place(event) {
    const box = this.#host.getBoundingClientRect();
    return {x: event.clientX - box.left, y: event.clientY - box.top};
  }

  #wheel(event) {
    if (!this.bitmap) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;  // lines, pixels
    const pinch = event.ctrlKey ? 4 : 1;          // how browsers send a trackpad's pinch
    this.zoomBy(Math.exp(-event.deltaY * unit * pinch * kWheel), this.#place(event));
  }

  #down(event) {
    if (!this.bitmap || event.button > 0) return;
    this.#host.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 0) this.#moved = 0;
    this.#pointers.set(event.pointerId, this.#place(event));
  }

  #move(event) {
    if (!this.bitmap) return;
    const now = this.#place(event);
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      const place = this.#toImage(now);
      this.#tell('hover', this.#isInside(place) ? place : null);
      return;
    }
    this.#moved += Math.hypot(now.x - before.x, now.y - before.y);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other) this.#pinch(before, now, other);
    else if (this.#moved > kClick) this.#drag(now.x - before.x, now.y - before.y);
  }

  #drag(dx, dy) {
    this.#fits = false;
    this.#host.classList.add('dragging');
    this.#set(this.#view.scale, this.#view.x + dx, this.#view.y + dy);
  }

  #pinch(before, now, other) {
    const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(Math.hypot(before.x - other.x, before.y - other.y), 1);
    this.zoomBy(factor, {x: (before.x + other.x) / 2, y: (before.y + other.y) / 2});
    this.#drag((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  #up(event) {
    if (!this.#pointers.delete(event.pointerId) || this.#pointers.size > 0) return;
    this.#host.classList.remove('dragging');
    const place = this.#toImage(this.#place(event));
    if (event.type === 'pointerup' && this.#moved <= kClick && this.#isInside(place)) this.#pick(place);
  }

  #pick(place) {
    this.cross = place;
    this.stopPicking();
    this.#tell('pick', place);
  }

  #key(event) {
    if (!this.bitmap || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    if (event.key in arrows) {
      const [dx, dy] = arrows[event.key];
      if (this.isPicking) this.#moveCross(dx, dy, event.shiftKey ? 40 : 4);
      else this.#drag(-dx * kKeyPan, -dy * kKeyPan);
      this.#host.classList.remove('dragging');
    } else if (event.key === 'Enter' && this.isPicking) {
      this.#pick(this.cross);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param reach CSS pixels, so that a step looks alike at any zoom */
  #moveCross(dx, dy, reach) {
    const step = Math.max(1, Math.round(reach / this.#view.scale));
    this.cross = this.#clamp({x: this.cross.x + dx * step, y: this.cross.y + dy * step});
    this.reveal(this.cross);
    this.#tell('hover', this.cross);
    this.redraw();
  }

  #draw() {
    const context = this.#context;
    const ratio = window.devicePixelRatio;
    const {scale, x, y} = this.#view;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (!this.bitmap) return;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
    context.imageSmoothingEnabled = scale < 3;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.bitmap, 0, 0);
    this.paint(context, scale);
    if (this.cross) drawCross(context, this.cross, scale);
  }
}

function drawCross(context, {x, y}, scale) {
  const reach = 9 / scale, gap = 3 / scale;
  context.setLineDash([]);
  for (const [colour, width] of [['#000', 4], ['#fff', 1.75]]) {
    context.strokeStyle = colour;
    context.lineWidth = width / scale;
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 0.5 + dx * gap, y + 0.5 + dy * gap);
      context.lineTo(x + 0.5 + dx * reach, y + 0.5 + dy * reach);
    }
    context.stroke();
  }
}
